import { expect, test } from 'vitest'
import { hasWholeHours } from '../../shared/time/hours.ts'
import { offsetsIn } from '../../shared/time/offsets.ts'
import { planRollups } from './plan.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const days = (...runs: (number | undefined)[]) => runs.map((run, i) => ({ from: i * DAY, run }))

test('whole hours of days that are rolled up are read from cells, the rest from facts', () => {
  expect(planRollups({ from: HOUR / 2, to: 3 * DAY - 1 }, days(1, 2, 3))).toEqual({
    runs: [1, 2, 3],
    hours: { from: HOUR, to: 3 * DAY - HOUR },
    left: [
      { from: HOUR / 2, to: HOUR },
      { from: 3 * DAY - HOUR, to: 3 * DAY - 1 },
    ],
    days: 3,
    rawDays: 2,
  })
})

test('days that are not rolled up are left, neighbours together; what lies outside is nothing', () => {
  expect(planRollups({ from: DAY, to: 6 * DAY }, days(1, 2, undefined, undefined, 5, undefined, 7))).toEqual({
    runs: [2, 5],
    hours: { from: DAY, to: 6 * DAY },
    left: [
      { from: 2 * DAY, to: 4 * DAY },
      { from: 5 * DAY, to: 6 * DAY },
    ],
    days: 2,
    rawDays: 3,
  })
})

test.each([
  ['no day is rolled up', { from: 0, to: DAY }, days(undefined)],
  ['there is no fact', { from: 0, to: DAY }, []],
  ['the range has no whole hour', { from: 1, to: HOUR }, days(1)],
  [
    'there are too many gaps',
    { from: 0, to: 400 * DAY },
    days(...Array.from({ length: 400 }, (_, i) => (i % 2 ? i : undefined))),
  ],
])('everything is read from facts when %s', (_, range, given) => {
  expect(planRollups(range, given)).toBeUndefined()
})

test.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['Asia/Kolkata', false],
  ['Australia/Lord_Howe', false],
])('whether hours of %s are hours of UTC: %s', (zone, expected) => {
  expect(hasWholeHours(offsetsIn({ from: Date.UTC(2024, 0, 1), to: Date.UTC(2025, 0, 1), zone }))).toBe(expected)
})
