import { clickhouseTime } from '@weir/contracts'
import type { Warehouse } from '../port.ts'

const LIMITS = { maxSeconds: 60 }

/** From when on the facts are stamped with a segment, see the table `segment_pasts`. Unix ms. */
export interface SegmentPast {
  number: number
  /** Its rule key: what decides about membership. '' of a segment that is gone. */
  rule: string
  from: number
  until: number
}

/** How far facts and aliases have been looked at: the offset by partition. */
export interface PastProgress {
  facts: ReadonlyMap<number, number>
  aliases: ReadonlyMap<number, number>
  /** Whether this was begun with the first fact; else what there was stays as it is stamped. */
  isBegun: boolean
  /** The greatest number that a computation has had. */
  run: number
}

export async function readSegmentPasts(warehouse: Warehouse): Promise<SegmentPast[]> {
  return warehouse.query<SegmentPast>(
    `SELECT segment_number AS number, rule, toInt64(toUnixTimestamp64Milli(from_at)) AS from,
      toInt64(toUnixTimestamp64Milli(until_at)) AS until
    FROM segment_pasts FINAL`,
    {},
    LIMITS,
  )
}

export async function writeSegmentPasts(warehouse: Warehouse, pasts: readonly SegmentPast[], run: number): Promise<void> {
  const lines = pasts.map(({ number, rule, from, until }) =>
    line({ segment_number: number, rule, from_at: clickhouseTime(from), until_at: clickhouseTime(until), run }),
  )
  if (lines.length > 0) await warehouse.insertLines('segment_pasts', lines)
}

export async function readPastProgress(warehouse: Warehouse): Promise<PastProgress> {
  const rows = await warehouse.query<{ kind: string; part: number; off: number; run: number }>(
    'SELECT kind, part, off, run FROM past_progress FINAL',
    {},
    LIMITS,
  )
  const [pasts] = await warehouse.query<{ run: number }>('SELECT max(run) AS run FROM segment_pasts', {}, LIMITS)
  const of = (kind: string): Map<number, number> =>
    new Map(rows.filter((row) => row.kind === kind).map(({ part, off }) => [part, off]))
  const runs = [...rows, ...(pasts ? [pasts] : [])].map(({ run }) => run)
  return {
    facts: of('facts'),
    aliases: of('aliases'),
    isBegun: rows.some(({ kind }) => kind !== 'run'),
    run: Math.max(0, ...runs),
  }
}

/**
 * One partition's place. `at`: the receipt of the newest fact of all that were loaded then, Unix
 * ms.
 */
export interface PastPlace {
  kind: 'facts' | 'aliases'
  part: number
  off: number
  at: number
}

/** The last offsets that the tables have, by partition. */
export async function loadedPlaces(warehouse: Warehouse): Promise<PastPlace[]> {
  const rows = await warehouse.query<{ kind: 'facts' | 'aliases'; part: number; off: number; at: number }>(
    `SELECT 'facts' AS kind, part, toInt64(max(off)) AS off, toInt64(max(toUnixTimestamp64Milli(received_at))) AS at FROM facts GROUP BY part
    UNION ALL SELECT 'aliases', part, toInt64(max(off)), toInt64(0) FROM person_aliases GROUP BY part`,
    {},
    LIMITS,
  )
  const newest = Math.max(0, ...rows.filter(({ kind }) => kind === 'facts').map(({ at }) => at))
  return rows.map(({ kind, part, off }) => ({ kind, part, off, at: newest }))
}

/** A computation that is `begun` has a number from then on, and none after it has the same. */
export async function beginRun(warehouse: Warehouse, run: number): Promise<void> {
  await warehouse.insertLines('past_progress', [line({ kind: 'run', part: 0, off: -1, at: clickhouseTime(0), run })])
}

export async function writePastProgress(warehouse: Warehouse, places: readonly PastPlace[], run: number): Promise<void> {
  const lines = places.map(({ kind, part, off, at }) => line({ kind, part, off, at: clickhouseTime(at), run }))
  if (lines.length > 0) await warehouse.insertLines('past_progress', lines)
}

function line(row: object): Uint8Array {
  return Buffer.from(JSON.stringify(row))
}
