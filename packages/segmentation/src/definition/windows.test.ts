import type { Window } from '@weir/contracts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countingFrom, spanOf, windowAt } from './windows.ts'
import { zoneOf } from './time-zones.ts'

const at = (text: string): number => Date.parse(text.includes('T') ? `${text}Z` : `${text}T00:00:00Z`)
const days = (whole_days: number, time_zone?: string, include_today?: boolean): Window => ({
  whole_days,
  ...(time_zone === undefined ? {} : { time_zone }),
  ...(include_today === undefined ? {} : { include_today }),
})

describe('an event counts from, and until', () => {
  test.each<[string, Window, string, string, string | null]>([
    ['a span', '7d', '2024-01-01', '2024-01-01', '2024-01-08'],
    ['a span over a leap day', '1d', '2024-02-28T12:00', '2024-02-28T12:00', '2024-02-29T12:00'],
    ['a span over the end of a year', '2h', '2023-12-31T23:00', '2023-12-31T23:00', '2024-01-01T01:00'],
    ['a span over summer time is exact', '1d', '2024-03-30T12:00', '2024-03-30T12:00', '2024-03-31T12:00'],
    ['a span longer than any retention', '36500d', '2024-01-01', '2024-01-01', '2123-12-08'],
    ['a span in the past', { from: '14d', to: '3d' }, '2024-01-01', '2024-01-04', '2024-01-15'],
    ['a fixed span', { since: '2024-01-01', until: '2024-01-03' }, '2024-01-01', '2024-01-01', null],
    ['all', 'all', '1999-01-01', '1999-01-01', null],
    ['whole days in UTC by default', days(7), '2024-01-01T13:00', '2024-01-02', '2024-01-09'],
    ['whole days with today', days(7, 'UTC', true), '2024-01-01T13:00', '2024-01-01T13:00', '2024-01-08'],
    ['today only', days(1, 'UTC', true), '2024-01-01T13:00', '2024-01-01T13:00', '2024-01-02'],
    ['a leap day', days(1), '2024-02-29T23:59', '2024-03-01', '2024-03-02'],
    ['the last day of a year', days(2), '2023-12-31T23:59', '2024-01-01', '2024-01-03'],
    ['a day of 23 h in Berlin', days(1, 'Europe/Berlin'), '2024-03-30T12:00', '2024-03-30T23:00', '2024-03-31T22:00'],
    ['a day of 25 h in Berlin', days(1, 'Europe/Berlin'), '2024-10-26T12:00', '2024-10-26T22:00', '2024-10-27T23:00'],
    ['a day of 23 h in New York', days(1, 'America/New_York'), '2024-03-09T12:00', '2024-03-10T05:00', '2024-03-11T04:00'],
    ['a day of 25 h in New York', days(1, 'America/New_York', true), '2024-11-03T12:00', '2024-11-03T12:00', '2024-11-04T05:00'],
    [
      'a day in Santiago that begins at one',
      days(1, 'America/Santiago'),
      '2024-09-07T12:00',
      '2024-09-08T04:00',
      '2024-09-09T03:00',
    ],
    [
      'an hour in Santiago that comes twice',
      days(1, 'America/Santiago'),
      '2024-04-07T03:30',
      '2024-04-07T04:00',
      '2024-04-08T04:00',
    ],
    ['a day in Beirut that begins at one', days(1, 'Asia/Beirut'), '2024-03-30T12:00', '2024-03-30T22:00', '2024-03-31T21:00'],
    ['a zone 45 min off', days(1, 'Asia/Kathmandu'), '2024-01-01T18:14', '2024-01-01T18:15', '2024-01-02T18:15'],
    ['the first zone of the day', days(1, 'Pacific/Kiritimati'), '2024-01-01T12:00', '2024-01-02T10:00', '2024-01-03T10:00'],
    ['a day that Samoa left out', days(1, 'Pacific/Apia'), '2011-12-30T09:00', '2011-12-30T10:00', '2011-12-30T10:00'],
  ])('%s', (_, window, event, enter, leave) => {
    const span = spanOf(window)
    expect(span.takes(at(event))).toBe(true)
    expect(new Date(span.enter(at(event))).toISOString()).toBe(new Date(at(enter)).toISOString())
    expect(span.leave(at(event))).toBe(leave === null ? Infinity : at(leave))
  })

  test('a fixed span takes its first instant and not its end', () => {
    const span = spanOf({ since: '2024-01-01', until: '2024-01-03T00:00:00+02:00' })
    const end = at('2024-01-02T22:00')
    expect([at('2024-01-01') - 1, at('2024-01-01'), end - 1, end].map((t) => span.takes(t))).toEqual([false, true, true, false])
  })

  test('an empty span takes nothing', () => {
    expect(spanOf('0d').takes(0)).toBe(false)
    expect(spanOf({ from: '3d', to: '3d' }).takes(0)).toBe(false)
  })

  test.each<[Window, RegExp]>([
    [{ from: '3d', to: '4d' }, /further back/],
    [{ since: '2024-01-02', until: '2024-01-02' }, /later than/],
    [days(1, 'Europe/Atlantis'), /"Europe\/Atlantis" is not a known time zone/],
  ])('%j is refused', (window, message) => {
    expect(() => spanOf(window)).toThrow(message)
  })
})

test.each([
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/St_Johns',
])('in %s a day begins after the one before, and every instant lies in its day', (name) => {
  const zone = zoneOf(name)
  const first = zone.dayOf(at('2023-12-30'))
  for (let day = first; day < first + 800; day++) {
    const start = zone.startOf(day)
    expect(zone.dayOf(start)).toBe(day)
    expect(zone.dayOf(start - 1)).toBe(day - 1)
    expect([23, 23.5, 24, 24.5, 25]).toContain((zone.startOf(day + 1) - start) / 3_600_000)
  }
})

test('a query over history and the instants of an event agree, at random and at the edges', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/Santiago',
    'Asia/Beirut',
    'Australia/Lord_Howe',
  )
  const windows: fc.Arbitrary<Window> = fc.oneof(
    fc.constantFrom<Window>(
      'all',
      '0d',
      '1ms',
      '6h',
      '3d',
      { from: '3d', to: '1d' },
      { from: '1d', to: '1d' },
      { from: '12h', to: '0ms' },
    ),
    fc.constantFrom<Window>({ since: '2024-03-30', until: '2024-04-02' }, { since: '2024-09-08T04:00:00Z' }),
    fc.record({ whole_days: fc.integer({ min: 1, max: 40 }), time_zone: zones, include_today: fc.boolean() }),
  )
  const instant = fc
    .tuple(fc.integer({ min: 0, max: 300 * 24 }), fc.constantFrom(0, -1, 1, 1234))
    .map(([hour, ms]) => at('2024-01-15') + hour * 3_600_000 + ms)
  fc.assert(
    fc.property(
      windows,
      instant,
      fc.option(instant),
      fc.constantFrom(-1, 0, 1),
      fc.boolean(),
      (window, t, other, nudge, atLeave) => {
        const span = spanOf(window)
        const edge = atLeave ? span.leave(t) : span.enter(t)
        const T = other ?? (edge === Infinity ? t : edge) + nudge
        const { from, before } = windowAt(window, T)
        const byQuery = t >= from && t < before
        expect(span.takes(t) && span.enter(t) <= T && T < span.leave(t)).toBe(byQuery)
      },
    ),
    { numRuns: 5000 },
  )
})

describe('the earliest event time that can still count', () => {
  const windows: Window[] = [
    '7d',
    '1ms',
    { from: '14d', to: '3d' },
    days(5),
    days(2, 'Europe/Berlin', true),
    days(1, 'Pacific/Apia'),
  ]
  test.each(windows)('in %j', (window) => {
    const span = spanOf(window)
    fc.assert(
      fc.property(fc.integer({ min: at('2011-12-01'), max: at('2024-12-31') }), (now) => {
        const from = countingFrom(span, now)
        expect(span.leave(from)).toBeGreaterThan(now)
        expect(span.leave(from - 1)).toBeLessThanOrEqual(now)
      }),
    )
  })

  test.each<Window>(['all', { since: '2024-01-01' }])('in %j is any', (window) => {
    expect(countingFrom(spanOf(window), at('2024-06-01'))).toBe(-Infinity)
  })
})
