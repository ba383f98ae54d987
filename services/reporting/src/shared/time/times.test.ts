import { describe, expect, it } from 'vitest'
import { daysBefore, edgeMs, endOfDay, hourLabel, zoneName } from './times.ts'

describe('zoneName', () => {
  it('knows IANA zones in any case and nothing else', () => {
    expect(zoneName('europe/berlin')).toBe('Europe/Berlin')
    expect(zoneName('UTC')).toBe('UTC')
    for (const text of ['', '+02:00', 'Mars/Olympus', "UTC') --", 'Europe/Berlin\0']) expect(zoneName(text), text).toBeUndefined()
  })
})

describe('edgeMs', () => {
  it('takes a date as the start of that day in the zone', () => {
    expect(edgeMs('2024-05-01', 'UTC')).toBe(Date.UTC(2024, 4, 1))
    expect(edgeMs('2024-05-01', 'Europe/Berlin')).toBe(Date.UTC(2024, 3, 30, 22))
    expect(edgeMs('2024-05-01', 'America/New_York')).toBe(Date.UTC(2024, 4, 1, 4))
  })
  it('takes an instant as it is', () => {
    expect(edgeMs('2024-05-01T12:00:00+02:00', 'America/New_York')).toBe(Date.UTC(2024, 4, 1, 10))
  })
  it('refuses what is neither', () => {
    for (const text of [
      '',
      'yesterday',
      '2024-02-30',
      '2024-02-30T00:00Z',
      '2024-05-01T24:00:01Z',
      '1714564800',
      "2024-05-01' OR 1=1",
    ])
      expect(edgeMs(text, 'UTC'), text).toBeUndefined()
  })
  it('takes a time without an offset as UTC, unless days follow another zone: then it could be meant either way', () => {
    expect(edgeMs('2024-05-01 12:00', 'UTC')).toBe(Date.UTC(2024, 4, 1, 12))
    expect(edgeMs('2024-05-01 12:00', 'Europe/Berlin')).toBeUndefined()
    expect(edgeMs('2024-05-01 12:00+02', 'Europe/Berlin')).toBe(Date.UTC(2024, 4, 1, 10))
  })
})

describe('days and hours of a zone', () => {
  it('ends a day of 23 hours at the right instant', () => {
    const springForward = Date.UTC(2024, 2, 31, 10)
    expect(endOfDay(springForward, 'Europe/Berlin')).toBe(Date.UTC(2024, 2, 31, 22))
    expect(daysBefore(Date.UTC(2024, 2, 31, 22), 1, 'Europe/Berlin')).toBe(Date.UTC(2024, 2, 30, 23))
  })
  it('keeps the two hours of one name apart', () => {
    const first = Date.UTC(2024, 9, 27, 0)
    expect(hourLabel(first, 'Europe/Berlin')).toBe('2024-10-27T02:00:00+02:00')
    expect(hourLabel(first + 3_600_000, 'Europe/Berlin')).toBe('2024-10-27T02:00:00+01:00')
    expect(hourLabel(first, 'UTC')).toBe('2024-10-27T00:00:00Z')
    expect(hourLabel(Date.UTC(2024, 4, 1, 12), 'America/St_Johns')).toBe('2024-05-01T09:00:00-02:30')
  })
})
