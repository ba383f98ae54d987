import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { clickhouseTime, fromClickhouseTime } from './times.ts'

const instants = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2299, 11, 31, 23, 59, 59, 999) })

test('an instant as ClickHouse writes it, whatever came before it', () => {
  fc.assert(
    fc.property(fc.array(instants, { minLength: 1 }), (all) => {
      for (const ms of all) {
        expect(clickhouseTime(ms)).toBe(new Date(ms).toISOString().slice(0, 23).replace('T', ' '))
        expect(fromClickhouseTime(clickhouseTime(ms))).toBe(ms)
      }
    }),
  )
})

test('what is no instant is refused, again and again', () => {
  for (let i = 0; i < 2; i++) expect(() => clickhouseTime(Number.NaN)).toThrow(RangeError)
})
