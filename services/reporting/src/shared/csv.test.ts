import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csv, guard } from './csv.ts'

const TRIGGERS = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']

describe('csv', () => {
  it('leaves no cell of text that starts like a formula', () => {
    const cell = fc.tuple(fc.constantFrom(...TRIGGERS), fc.string({ unit: 'binary' })).map(([trigger, rest]) => trigger + rest)
    fc.assert(
      fc.property(cell, (text) => {
        const [[read]] = parse(csv([[text]])) as [[string]]
        return !TRIGGERS.some((trigger) => read.startsWith(trigger)) && read === `'${text}`
      }),
      { numRuns: 5000 },
    )
  })

  it('gives every other cell back exactly', () => {
    const cell = fc.string({ unit: 'binary' }).filter((text) => !TRIGGERS.some((trigger) => text.startsWith(trigger)))
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 4 }), (rows) => {
        expect(parse(csv(rows))).toEqual(rows)
      }),
      { numRuns: 2000 },
    )
  })

  it('writes numbers as numbers and nothing as nothing', () => {
    expect(csv([[-1.5, null, 'a,b', 'say "x"']])).toBe('-1.5,,"a,b","say ""x"""\n')
    expect(guard(-1)).toBe(-1)
  })
})

/** RFC 4180, read by hand so that the writer is not checked by its own library. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]
      else quoted = false
    } else if (c === '"') quoted = true
    else if (c === ',' || c === '\n') {
      rows.at(-1)?.push(cell)
      cell = ''
      if (c === '\n') rows.push([])
    } else cell += c
  }
  rows.pop()
  return rows
}
