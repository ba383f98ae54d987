import { z } from 'zod'
import { writtenOf } from '../../shared/sql/persons.ts'
import { bind, instant, join, sql } from '../../shared/sql/sql.ts'
import type { Sql } from '../../shared/sql/sql.ts'

/** The rows of a page that follow a place. */
export interface After {
  /** Unix ms. */
  at: number
  id: string
}

export const EventRow = z.object({
  t: z.coerce.number(),
  received: z.string(),
  source: z.string(),
  channel: z.string(),
  name: z.string(),
  event_id: z.string(),
  eid: z.string(),
  written_person: z.string(),
  consent: z.array(z.int()),
  body: z.string(),
})
export type EventRow = z.infer<typeof EventRow>

/** What somebody did, and whoever turned out to be them, oldest first, from a place on. */
export function eventsQuery(person: string, after: After, limit: number): Sql {
  const consent = ['storage', 'profiling', 'personalised_ads', 'measurement', 'modelling'] as const
  return sql`SELECT toUnixTimestamp64Milli(event_time) AS t, formatDateTime(received_at, '%Y-%m-%dT%H:%i:%SZ', 'UTC') AS received,
      source, channel, name, event_id, eid, written_person, [${join(consent.map(columnOf), ', ')}] AS consent, body
    FROM facts_final
    WHERE ${writtenOf(person)} AND (event_time, eid) > (${instant(after.at)}, ${bind('String', after.id)})
    ORDER BY event_time, eid LIMIT ${bind('UInt32', limit)}`
}

/** Columns are ours, so they are written out. */
function columnOf(purpose: 'storage' | 'profiling' | 'personalised_ads' | 'measurement' | 'modelling'): Sql {
  const columns = {
    storage: sql`consent_storage`,
    profiling: sql`consent_profiling`,
    personalised_ads: sql`consent_personalised_ads`,
    measurement: sql`consent_measurement`,
    modelling: sql`consent_modelling`,
  }
  return columns[purpose]
}

export const ChangeRow = z.object({
  t: z.coerce.number(),
  id: z.string(),
  segment: z.string(),
  version: z.int(),
  op: z.string(),
  reason: z.string(),
  cause: z.string(),
  written_person: z.string(),
})
export type ChangeRow = z.infer<typeof ChangeRow>

/** How their memberships changed, oldest first, from a place on. */
export function changesQuery(person: string, after: After, limit: number): Sql {
  return sql`SELECT toUnixTimestamp64Milli(at) AS t, concat(leftPad(toString(part), 10, '0'), leftPad(toString(off), 20, '0'), leftPad(toString(n), 10, '0')) AS id,
      segment, version, op, reason, cause, written_person
    FROM memberships_final
    WHERE ${writtenOf(person)} AND (at, id) > (${instant(after.at)}, ${bind('String', after.id)})
    ORDER BY at, id LIMIT ${bind('UInt32', limit)}`
}

export const RefusedRow = z.object({
  id: z.string(),
  rejected: z.string(),
  source: z.string(),
  code: z.string(),
  path: z.string(),
  body: z.string(),
})

/** Refused events by their ids. */
export function refusedQuery(ids: readonly string[]): Sql {
  return sql`SELECT id, formatDateTime(rejected_at, '%Y-%m-%dT%H:%i:%SZ', 'UTC') AS rejected, source, code, path, body
    FROM rejected_final WHERE id IN ${bind('Array(String)', ids)} ORDER BY rejected_at, id`
}
