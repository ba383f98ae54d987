import type { SourceHour } from '../../api/more-types.ts'

type Counted = 'accepted' | 'duplicates' | 'without_person' | 'without_consent' | 'unknown_fields' | 'bots' | 'test_events'

/** A day of a source in figures; `refused` of all codes, and by code. */
export type HealthTotals = Record<Counted, number> & { refused: number; codes: Record<string, number> }

export function healthTotals(hours: readonly SourceHour[]): HealthTotals {
  const sum = (key: Counted): number => hours.reduce((all, hour) => all + hour[key], 0)
  const codes: Record<string, number> = {}
  for (const { refused } of hours) for (const [code, count] of Object.entries(refused)) codes[code] = (codes[code] ?? 0) + count
  return {
    accepted: sum('accepted'),
    duplicates: sum('duplicates'),
    without_person: sum('without_person'),
    without_consent: sum('without_consent'),
    unknown_fields: sum('unknown_fields'),
    bots: sum('bots'),
    test_events: sum('test_events'),
    refused: Object.values(codes).reduce((all, count) => all + count, 0),
    codes,
  }
}
