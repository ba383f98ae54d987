// Held by tests/e2e/sql-parity.e2e.test.ts

import { WITHDRAWAL } from '@weir/contracts'
import type { Purpose } from '@weir/contracts'
import type { Bindings } from './bindings.ts'

/** Whom a question is about. */
export interface PeopleScope {
  /** A share of the people, by a hash of the person id: always the same ones. */
  share?: number
  /** Ids of persons; whom one of them absorbed is that person. */
  people?: readonly string[]
}

/**
 * The time of withdrawals: they are not events of the person, so they lie beyond every instant that
 * can be asked about.
 */
const NEVER = 10_000_000_000_000

/** Shares of people are taken in millionths. */
const SHARE_PARTS = 1_000_000

/**
 * The events that count up to an instant (Unix ms), and those of fast clocks that were received by
 * then. Columns: `person`, `name`, `source`, `eid`, `body`, `t` (when the event counts, Unix ms),
 * and what the gates of {@link consentSql} read.
 */
export function peopleHistorySql(knownAt: number, b: Bindings, asked: PeopleScope = {}): string {
  const known = b.bind(knownAt, 'Int64')
  return `
      SELECT person, name, source, eid, body, ${CONSENT_COLUMNS.join(', ')},
        toUnixTimestamp64Milli(event_time) AS happened_at,
        if(name = ${b.bind(WITHDRAWAL, 'String')}, ${NEVER}, happened_at) AS t,
        least(happened_at, toUnixTimestamp64Milli(received_at)) AS said_at
      FROM facts_final
      WHERE person != ''${askedSql(asked, b)} AND (event_time <= fromUnixTimestamp64Milli(${known}) OR received_at <= fromUnixTimestamp64Milli(${known}))
    `
}

/**
 * People by their ids are found by the ids under which their events were written, for which there
 * is an index.
 */
function askedSql({ share = 1, people }: PeopleScope, b: Bindings): string {
  const drawn = share < 1 ? ` AND cityHash64(person) % ${SHARE_PARTS} < ${b.bind(Math.round(share * SHARE_PARTS), 'UInt32')}` : ''
  if (!people) return drawn
  const ids = b.bind(people, 'Array(String)')
  const written = `SELECT arrayJoin(${ids}) UNION ALL SELECT person FROM person_aliases FINAL WHERE into IN ${ids}`
  return `${drawn} AND person IN ${ids} AND written_person IN (${written})`
}

const CONSENT_COLUMNS = [
  'consent_storage',
  'consent_profiling',
  'consent_personalised_ads',
  'consent_measurement',
  'consent_modelling',
]

/**
 * Compiles a consent gate over the events of one person. The newest signal decides, else the newest
 * basis; a denial wins a tie. If the newest signal with a key is a denial, a grant without a key
 * does not undo it. Codes: see consentCode (odd is denied, 3 and up a signal, 5 and up a signal
 * without a key).
 */
export function consentSql(purpose: Purpose, at: string): string {
  const code = `consent_${purpose}`
  const newest = `argMaxIf(${code}, (${code} >= 3, said_at, ${code} % 2), ${code} > 0 AND said_at <= ${at})`
  return `(${newest} IN (2, 4, 6) AND argMaxIf(${code}, (said_at, ${code} % 2), ${code} IN (3, 4) AND said_at <= ${at}) != 3)`
}
