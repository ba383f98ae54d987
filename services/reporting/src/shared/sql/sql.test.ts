import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bind, join, sql } from './sql.ts'

describe('sql', () => {
  it('numbers the holes and keeps the values apart from the text', () => {
    const a = bind('String', "x' OR 1=1 --")
    const tree = sql`SELECT ${join([a, bind('Int64', 5)], ', ')} FROM facts WHERE ${sql`name = ${a}`} LIMIT 1`
    expect(tree.render()).toEqual({
      text: 'SELECT {p0:String}, {p1:Int64} FROM facts WHERE name = {p2:String} LIMIT 1',
      params: { p0: "x' OR 1=1 --", p1: 5, p2: "x' OR 1=1 --" },
    })
  })

  it('writes the same text whatever the values are', () => {
    const text = (value: string): string => sql`SELECT 1 WHERE name = ${bind('String', value)}`.render().text
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => text(value) === text('x')))
  })

  it('joins nothing to nothing', () => {
    expect(sql`a${join([], ', ')}b`.render().text).toBe('ab')
  })
})
