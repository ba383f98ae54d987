import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readCsv } from '../../test/read-csv.ts'
import { csv, guard } from './csv.ts'

const TRIGGERS = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠']

describe('csv', () => {
  it('leaves no cell of text that starts like a formula', () => {
    const cell = fc.tuple(fc.constantFrom(...TRIGGERS), fc.string({ unit: 'binary' })).map(([trigger, rest]) => trigger + rest)
    fc.assert(
      fc.property(cell, (text) => {
        const [[read]] = readCsv(csv([[text]])) as [[string]]
        return !TRIGGERS.some((trigger) => read.startsWith(trigger)) && read === `'${text}`
      }),
      { numRuns: 5000 },
    )
  })

  it('gives every other cell back exactly', () => {
    const cell = fc.string({ unit: 'binary' }).filter((text) => !TRIGGERS.some((trigger) => text.startsWith(trigger)))
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 4 }), (rows) => {
        expect(readCsv(csv(rows))).toEqual(rows)
      }),
      { numRuns: 2000 },
    )
  })

  it('writes numbers as numbers and nothing as nothing', () => {
    expect(csv([[-1.5, null, 'a,b', 'say "x"']])).toBe('-1.5,,"a,b","say ""x"""\n')
    expect(guard(-1)).toBe(-1)
  })
})
