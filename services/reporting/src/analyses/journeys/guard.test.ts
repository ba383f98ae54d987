import { seededRandom } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { guardedPaths } from './guard.ts'
import type { CountedPath } from './guard.ts'

const paths = (counts: Record<string, number>): CountedPath[] =>
  Object.entries(counts).map(([path, persons]) => ({ path: path.split('>'), persons }))
const shown = (counted: readonly CountedPath[]): Record<string, number> =>
  Object.fromEntries(counted.map(({ path, persons }) => [path.join('>'), persons]))

describe('guardedPaths', () => {
  it('puts rare ways to go on together', () => {
    expect(shown(guardedPaths(paths({ 'a>b': 10, 'a>c': 2, 'a>d': 3, a: 20 }), 5, 'x'))).toEqual({ a: 20, 'a>b': 10, 'a>x': 5 })
  })
  it('takes the next rarest way along where one alone is too few', () => {
    expect(shown(guardedPaths(paths({ 'a>b': 10, 'a>c': 2, 'a>d': 6 }), 5, 'x'))).toEqual({ 'a>b': 10, 'a>x': 8 })
    expect(shown(guardedPaths(paths({ 'a>b>c': 10, 'a>b>d': 1, 'b>c': 7 }), 5, 'x'))).toEqual({ 'a>b>x': 11, 'b>c': 7 })
    expect(shown(guardedPaths(paths({ a: 2, 'a>b': 9 }), 5, 'x'))).toEqual({ 'a>x': 11 })
  })
  it('leaves all as it is where nothing has to be hidden', () => {
    const all = { 'a>b': 1, 'a>c': 2, a: 3, 'b>c>d': 1 }
    expect(shown(guardedPaths(paths(all), 0, 'x'))).toEqual(all)
    expect(guardedPaths([], 5, 'x')).toEqual([])
  })
  it('keeps everybody, and tells of no few', () => {
    const random = seededRandom(2)
    for (let i = 0; i < 300; i++) {
      const taken = new Map<string, CountedPath>()
      for (let n = 0; n < 40; n++) {
        const path = Array.from({ length: 1 + random.int(5) }, () => random.pick(['a', 'b', 'c']))
        taken.set(path.join('>'), { path, persons: 1 + random.int(9) })
      }
      const all = [...taken.values()]
      const told = guardedPaths(all, 7, 'x')
      const count = (counted: readonly CountedPath[]): number => counted.reduce((sum, { persons }) => sum + persons, 0)
      expect(count(told)).toBe(count(all))
      expect(told.every(({ persons }) => persons >= 7)).toBe(true)
      expect(new Set(told.map(({ path }) => path.join('>'))).size).toBe(told.length)
    }
  })
})
