import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TraitCondition } from './segment.ts'
import { Where, Window } from './selector.ts'
import { hasOffset, instantOf, isDay, isoInstant, ruleInstant } from './instants.ts'

const NEVER = [
  '2026-02-30',
  '2023-02-29',
  '1900-02-29',
  '2100-02-29',
  '2024-04-31',
  '2024-06-31',
  '2024-00-10',
  '2024-13-01',
  '2024-01-00',
  '2024-01-32',
  '24-01-01',
  '12024-01-01',
  '2024-1-1',
  '2024/01/01',
  '20240101',
  '2024-W18-3',
  '2024-123',
  '01.10.2019',
  '',
  ' ',
  '2024-05-01T24:00:01Z',
  '2024-05-01T24:01',
  '2024-05-01T24:00:00.001Z',
  '2024-05-01T25:00Z',
  '2024-05-01T23:59:60Z',
  '2024-05-01T23:60Z',
  '2024-05-01T12',
  '2024-05-01T12:00:00.Z',
  '2024-05-01T12:00:00.1234567890Z',
  '2024-05-01T12:00.5Z',
  '2024-05-01T12:00:00+24:00',
  '2024-05-01T12:00:00+02:60',
  '2024-05-01T12:00:00+2',
  '2024-05-01T12:00:00 UTC',
  '2024-05-01Z',
  '2024-05-01T',
  '2024-05-01  12:00',
  '2024-05-01_12:00',
  '2024-05-01T12:00:00Z\n',
  '\u00a02024-05-01',
  'today',
]

const utc = (text: string): number => Date.parse(text)

describe('a date', () => {
  const NOON = utc('2024-05-01T12:00:00.000Z')
  test.each([
    ['2024-05-01', utc('2024-05-01T00:00:00Z')],
    ['2024-05-01T12:00:00Z', NOON],
    ['2024-05-01T12:00:00', NOON],
    ['2024-05-01 12:00:00', NOON],
    ['2024-05-01t12:00:00z', NOON],
    ['2024-05-01T12:00', NOON],
    ['2024-05-01T12:00Z', NOON],
    ['2024-05-01T14:00:00+02:00', NOON],
    ['2024-05-01T14:00:00+0200', NOON],
    ['2024-05-01T14:00:00+02', NOON],
    ['2024-05-01T08:30-0330', NOON],
    ['2024-05-01 14:00:00 +0200', NOON],
    ['  2024-05-01T12:00:00Z ', NOON],
    ['2024-05-01T12:00:00-00:00', NOON],
    ['2024-05-02T11:59:00+23:59', NOON],

    ['2024-05-01T12:00:00.9Z', NOON + 900],
    ['2024-05-01T12:00:00.98Z', NOON + 980],
    ['2024-05-01T12:00:00.987Z', NOON + 987],
    ['2024-05-01T12:00:00.9876Z', NOON + 987],
    ['2024-05-01T12:00:00.98765Z', NOON + 987],
    ['2024-05-01T12:00:00.987654Z', NOON + 987],
    ['2024-05-01T12:00:00.9876543Z', NOON + 987],
    ['2024-05-01T12:00:00.98765432Z', NOON + 987],
    ['2024-05-01T12:00:00.987654321Z', NOON + 987],
    ['2024-05-01T12:00:00,5+00:00', NOON + 500],
    ['2024-04-30T24:00:00Z', utc('2024-05-01T00:00:00Z')],
    ['2024-12-31T24:00', utc('2025-01-01T00:00:00Z')],
    ['2024-02-29', utc('2024-02-29T00:00:00Z')],
    ['2000-02-29', utc('2000-02-29T00:00:00Z')],
    ['0000-02-29', utc('0000-02-29T00:00:00Z')],
    ['0099-12-31', utc('0099-12-31T00:00:00Z')],
    ['1899-12-31T23:59:59.999Z', utc('1899-12-31T23:59:59.999Z')],
    ['9999-12-31T23:59:59-23:59', utc('9999-12-31T23:59:59Z') + (23 * 60 + 59) * 60_000],
  ])('%s', (text, ms) => {
    expect(isoInstant(text)).toBe(ms)
    expect(ruleInstant(text)).toBe(ms)
    expect(instantOf(text)).toBe(ms)
  })

  test.each(NEVER)('not %j', (text) => expect(isoInstant(text)).toBeUndefined())

  test('every day of 800 years, and none between them', () => {
    let days = 0
    for (let year = 1800; year < 2600; year++) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
          const ms = isoInstant(text)
          if (ms === undefined) continue
          days++
          if (new Date(ms).toISOString().slice(0, 10) !== text) expect.unreachable(text)
        }
      }
    }
    expect(days).toBe((Date.UTC(2600, 0, 1) - Date.UTC(1800, 0, 1)) / 86_400_000)
  })

  test('as every computer writes it', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
        expect(isoInstant(date.toISOString())).toBe(date.getTime())
      }),
    )
  })
})

describe('Unix seconds', () => {
  test.each([
    [1_714_550_400, 1_714_550_400_000],
    ['1714550400', 1_714_550_400_000],
    ['1714550400.123456', 1_714_550_400_123],
    [1_714_557_600.57, 1_714_557_600_570],
    [-1.5, -1500],
    ['1e9', 1_000_000_000_000],
    [9e11, 9e14],
  ])('%j', (value, ms) => expect(instantOf(value)).toBe(ms))
  test.each([1_714_550_400_000, '1714550400000', -9.1e11, Number.NaN, Infinity, '1e999', '+5', '5.', '.5'])('not %j', (value) =>
    expect(instantOf(value)).toBeUndefined(),
  )
  test('of every millisecond come back whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e13, max: 1e13 }), (ms) => {
        expect(instantOf(ms / 1000) === ms).toBe(true)
      }),
      { numRuns: 1000 },
    )
  })
})

test('what a day is, and what says its offset', () => {
  expect(['2024-05-01', ' 2024-05-01', '2024-05-01T00:00'].map(isDay)).toEqual([true, true, false])
  expect(['2024-05-01', '2024-05-01T00:00', '2024-05-01T00:00Z', '2024-05-01 00:00 +02'].map(hasOffset)).toEqual([
    false,
    false,
    true,
    true,
  ])
})

test('a definition that is stored with more digits than that is still read', () => {
  expect(ruleInstant('2024-05-01T12:00:00.123456789012Z')).toBe(utc('2024-05-01T12:00:00.123Z'))
})

describe('a rule', () => {
  const takes = (date: unknown): boolean[] => [
    Window.safeParse({ since: date }).success,
    Window.safeParse({ since: '2000-01-01', until: date }).success,
    Where.safeParse({ path: 'properties.day', op: 'after', value: date }).success,
    TraitCondition.safeParse({ trait: 'day', before: date }).success,
  ]
  test.each(['2024-02-29', '2024-05-01T12:00', '2024-05-01 12:00:00.123456 +0200', '2024-05-01t24:00z'])('takes %s', (text) =>
    expect(takes(text)).toEqual([true, true, true, true]),
  )
  test.each([...NEVER, 1_714_550_400, '1714550400', null])('does not take %j', (text) =>
    expect(takes(text)).toEqual([false, false, false, false]),
  )
})
