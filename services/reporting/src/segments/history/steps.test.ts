import { describe, expect, it } from 'vitest'
import { ZONES, shown, strangeHours } from '../../../test/zones.ts'
import type { ReportStep } from './steps.ts'
import { bucketStarts } from './steps.ts'

const starts = (from: string, to: string, step: ReportStep, zone = 'UTC'): string[] =>
  [...bucketStarts({ from: Date.parse(from), to: Date.parse(to), zone }, step)].map((ms) => new Date(ms).toISOString())

describe('bucketStarts', () => {
  it('begins at the edge given and goes on at the starts of the days', () => {
    expect(starts('2024-05-01T18:30:00.250Z', '2024-05-03T00:00:00.001Z', 'day')).toEqual([
      '2024-05-01T18:30:00.250Z',
      '2024-05-02T00:00:00.000Z',
      '2024-05-03T00:00:00.000Z',
    ])
    expect(starts('2024-05-01T18:30:00.250Z', '2024-05-02T00:00:00Z', 'day')).toHaveLength(1)
  })

  it('follows days of 23 and of 25 hours', () => {
    expect(starts('2024-03-30T23:00:00Z', '2024-04-01T22:00:00Z', 'day', 'Europe/Berlin')).toEqual([
      '2024-03-30T23:00:00.000Z',
      '2024-03-31T22:00:00.000Z',
    ])
    expect(starts('2024-10-26T22:00:00Z', '2024-10-27T23:00:00Z', 'day', 'Europe/Berlin')).toHaveLength(1)
    expect(starts('2024-03-30T23:00:00Z', '2024-03-31T22:00:00Z', 'hour', 'Europe/Berlin')).toHaveLength(23)
    expect(starts('2024-10-26T22:00:00Z', '2024-10-27T23:00:00Z', 'hour', 'Europe/Berlin')).toHaveLength(25)
  })

  it('begins weeks on Monday, also before 1970', () => {
    expect(starts('2024-05-01', '2024-05-14', 'week')).toEqual([
      '2024-05-01T00:00:00.000Z',
      '2024-05-06T00:00:00.000Z',
      '2024-05-13T00:00:00.000Z',
    ])
    expect(starts('1969-12-21', '1969-12-30', 'week')).toEqual([
      '1969-12-21T00:00:00.000Z',
      '1969-12-22T00:00:00.000Z',
      '1969-12-29T00:00:00.000Z',
    ])
  })

  it("has the hours of the zone, not of UTC's", () => {
    expect(starts('2024-05-01T18:40:00Z', '2024-05-01T20:30:00Z', 'hour', 'Asia/Kolkata')).toEqual([
      '2024-05-01T18:40:00.000Z',
      '2024-05-01T19:30:00.000Z',
    ])
  })

  it('goes on where a day is skipped, and where clocks go back across midnight', () => {
    expect(starts('2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z', 'day', 'Pacific/Apia')).toEqual([
      '2011-12-29T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
    ])
    for (const step of ['hour', 'day', 'week'] as const) {
      const found = starts('2006-10-29T02:45:00Z', '2006-10-31T00:00:00Z', step, 'America/St_Johns')
      expect(found).toEqual([...new Set(found)].toSorted())
    }
  })

  // 18 zones, their changes of 2026 and an ordinary day: 6 h by the minute, 3 days by the quarter
  // of an hour.
  it.each(ZONES)('cuts hours, days and weeks where the clocks of %s do', (zone) => {
    const MINUTE_MS = 60_000
    const dayOf = (ms: number): string => shown(ms, zone).date
    const weekOf = (ms: number): number => Math.floor((Date.parse(dayOf(ms)) / 86_400_000 + 3) / 7)
    const expected = (from: number, to: number, stepMs: number, of: (ms: number) => unknown): number[] => {
      const found = [from]
      for (let at = from + stepMs; at < to; at += stepMs) if (of(at) !== of(at - stepMs)) found.push(at)
      return found
    }
    for (const hour of strangeHours(zone, 2026)) {
      const near = { from: hour - 180 * MINUTE_MS, to: hour + 180 * MINUTE_MS, zone }
      expect([...bucketStarts(near, 'hour')]).toEqual(expected(near.from, near.to, MINUTE_MS, (ms) => shown(ms, zone).hour))
      const far = { from: hour - 36 * 60 * MINUTE_MS, to: hour + 36 * 60 * MINUTE_MS, zone }
      expect([...bucketStarts(far, 'day')]).toEqual(expected(far.from, far.to, 15 * MINUTE_MS, dayOf))
      expect([...bucketStarts(far, 'week')]).toEqual(expected(far.from, far.to, 15 * MINUTE_MS, weekOf))
    }
  })
})
