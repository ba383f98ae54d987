import { ACTIVITY, REFUSED_CREDENTIAL, TEST_EVENT } from '@weir/contracts'
import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import { bind, instant, sql } from '../shared/sql/sql.ts'
import type { Sql } from '../shared/sql/sql.ts'

/** What became of a source's events in one hour of receipts. */
export interface HealthHour {
  /** Where the hour begins, Unix ms. */
  hour: number
  /** Events taken, copies included. */
  accepted: number
  /** Copies of events that were there already, dropped or merged. */
  duplicates: number
  test_events: number
  refused: Record<string, number>
  without_person: number
  /** Events that machines sent. */
  bots: number
  /** No consent was stated: the source's basis decided. */
  without_consent: number
  unknown_fields: number
  /** Events ahead of their receipt by more than a second, and the largest lead. */
  clock_ahead: number
  clock_ahead_max_seconds: number
  /** All warnings by code. */
  warnings: Record<string, number>
}

const HOUR_MS = 3_600_000
const FactsRow = z.object({
  hour: z.coerce.number(),
  facts: z.coerce.number(),
  without_person: z.coerce.number(),
  bots: z.coerce.number(),
  without_consent: z.coerce.number(),
})
const RefusedRow = z.object({ hour: z.coerce.number(), code: z.string(), rows: z.coerce.number() })
const ActivityRow = z.object({
  hour: z.coerce.number(),
  accepted: z.coerce.number(),
  heard: z.coerce.number(),
  ahead: z.coerce.number(),
  ahead_ms: z.coerce.number(),
  warnings: z.record(z.string(), z.coerce.number()),
})

/** Hour by hour from `from` to `to` (Unix ms, whole hours), hours without anything included. */
export async function querySourceHealth(
  warehouse: ReportReader,
  source: string,
  from: number,
  to: number,
): Promise<HealthHour[]> {
  const hours = new Map<number, HealthHour>()
  for (let hour = from; hour < to; hour += HOUR_MS) hours.set(hour, emptyHour(hour))

  for (const row of await warehouse.rows(factsByHour(source, from, to).render(), FactsRow)) {
    const hour = hours.get(row.hour)
    if (hour) Object.assign(hour, { accepted: row.facts, ...pick(row) })
  }
  for (const { hour: at, code, rows } of await warehouse.rows(refusedByHour(source, from, to).render(), RefusedRow)) {
    const hour = hours.get(at)
    if (hour && code === TEST_EVENT) hour.test_events = rows
    else if (hour) hour.refused[code] = rows
  }
  for (const row of await warehouse.rows(activityByHour(source, from, to).render(), ActivityRow)) {
    const hour = hours.get(row.hour)
    if (!hour) continue
    // A refusal of consent heard in a rejected event is an event, too: the hit is in `refused`.
    hour.accepted = Math.max(0, hour.accepted - row.heard)
    hour.duplicates = Math.max(0, row.accepted - hour.accepted)
    hour.accepted += hour.duplicates
    hour.unknown_fields = row.warnings['unknown_field'] ?? 0
    hour.clock_ahead = row.ahead
    hour.clock_ahead_max_seconds = row.ahead_ms / 1000
    hour.warnings = row.warnings
  }
  return [...hours.values()]
}

function pick({ without_person, without_consent, bots }: z.output<typeof FactsRow>): Partial<HealthHour> {
  return { without_person, without_consent, bots }
}

function emptyHour(hour: number): HealthHour {
  return {
    hour,
    accepted: 0,
    duplicates: 0,
    test_events: 0,
    refused: {},
    without_person: 0,
    bots: 0,
    without_consent: 0,
    unknown_fields: 0,
    clock_ahead: 0,
    clock_ahead_max_seconds: 0,
    warnings: {},
  }
}

/**
 * Codes 1 and 2 of consent are those of a basis (see consentCode): the hit said nothing. Facts
 * without a name are withdrawals, whose hits have facts of their own.
 */
function factsByHour(source: string, from: number, to: number): Sql {
  return sql`SELECT toUnixTimestamp(toStartOfHour(received_at, 'UTC')) * 1000 AS hour, count() AS facts, countIf(person = '') AS without_person, countIf(bot != '') AS bots,
      countIf(consent_storage <= 2 AND consent_profiling <= 2 AND consent_personalised_ads <= 2 AND consent_measurement <= 2
        AND consent_modelling <= 2) AS without_consent
    FROM facts_written WHERE name != '' AND source = ${bind('String', source)} AND received_at >= ${instant(from)} AND received_at < ${instant(to)}
    GROUP BY hour`
}

function asideOf(source: string, from: number, to: number): Sql {
  return sql`source = ${bind('String', source)} AND rejected_at >= ${instant(from)} AND rejected_at < ${instant(to)}`
}

function refusedByHour(source: string, from: number, to: number): Sql {
  return sql`SELECT toUnixTimestamp(toStartOfHour(rejected_at, 'UTC')) * 1000 AS hour, code, count() AS rows
    FROM rejected_final WHERE ${asideOf(source, from, to)} AND code NOT IN ${bind('Array(String)', [ACTIVITY, REFUSED_CREDENTIAL])} GROUP BY hour, code`
}

function activityByHour(source: string, from: number, to: number): Sql {
  return sql`SELECT toUnixTimestamp(toStartOfHour(rejected_at, 'UTC')) * 1000 AS hour, sum(JSONExtractUInt(body, 'accepted')) AS accepted,
      sum(JSONExtractUInt(body, 'heard')) AS heard,
      sum(JSONExtractUInt(body, 'clock_ahead')) AS ahead, max(JSONExtractUInt(body, 'clock_ahead_max_ms')) AS ahead_ms,
      sumMap(JSONExtract(body, 'warnings', 'Map(String, UInt64)')) AS warnings
    FROM rejected_final WHERE ${asideOf(source, from, to)} AND code = ${bind('String', ACTIVITY)} GROUP BY hour`
}
