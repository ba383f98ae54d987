// Held by services/segmenter/src/backfill/history/history.test.ts

import { WITHDRAWAL } from '@weir/contracts'
import type { HistoryAsk } from '../history.ts'

/**
 * The question for a range of people as SQL, or for how many events there are. Everything but
 * numbers is a bound parameter.
 */
export interface HistorySql {
  count: string
  rows: string
  params: Record<string, string | number | string[]>
}

/**
 * One row per person and event name, see `HistoryRow`: several rows of one event are told apart by
 * their revision, so the table is read as it is, without FINAL. Events that were left out add only
 * the time of the newest one. The body is the dearest column by far, and is only read when a
 * condition looks at it.
 */
export function historySql({ partition, until, specs, now }: Omit<HistoryAsk, 'from' | 'to' | 'signal'>): HistorySql {
  const needed = Math.min(...specs.map((spec) => spec.neededFrom(now)))
  const cut = needed > -Infinity
  const kept = cut ? 't >= {needed:Int64}' : '1'
  const body = specs.every(({ plain }) => plain) ? '' : `,\n  groupArrayIf(body, ${kept}) AS bodies`
  const { where, params } = namesSql(specs)
  const from = `FROM facts
    WHERE part = {part:UInt32} AND off <= {until:UInt64} AND ordinal >= {from:UInt32} AND ordinal < {to:UInt32} AND name != {withdrawal:String} AND (${where})`
  const rows = `SELECT ordinal, name,
  groupArrayIf(t, ${kept}) AS times,
  groupArrayIf(eid, ${kept}) AS eids,
  if(max(rev) = 0, [], groupArrayIf(rev, ${kept})) AS revs,
  if(min(source) = max(source), [min(source)], groupArrayIf(source, ${kept})) AS sources,
  ${cut ? `maxIf(t, NOT ${kept})` : '0'} AS leftOut${body}
FROM (
  SELECT ordinal, name, source, eid, ${body && 'body, '}toUnixTimestamp64Milli(event_time) AS t, toUInt32(intDiv(version, ${REVISION})) AS rev
  ${from}
)
GROUP BY ordinal, name
ORDER BY ordinal`
  const inTime = cut ? ' AND event_time >= fromUnixTimestamp64Milli({needed:Int64})' : ''
  return {
    count: `SELECT count() AS events ${from}${inTime}`,
    rows,
    params: { part: partition, until, withdrawal: WITHDRAWAL, ...(cut ? { needed } : {}), ...params },
  }
}

/** A fact's `version` is so much per revision (see facts.ts). */
const REVISION = 2 ** 41

/**
 * Parameters travel in the URL, which may have 1 MiB. With more names than this all events are
 * read, and those that nobody asks for are left aside.
 */
const NAMES_MAX = 500

function namesSql(specs: HistoryAsk['specs']): { where: string; params: Record<string, string | string[]> } {
  const names = new Set(specs.flatMap((spec) => spec.names ?? []))
  const prefixes = new Set(specs.flatMap((spec) => (spec.names === undefined ? [spec.prefix ?? ''] : [])))
  if (prefixes.has('') || names.size + prefixes.size > NAMES_MAX) return { where: '1', params: {} }
  const tests = [...prefixes].map((_, i) => `startsWith(name, {prefix${i}:String})`)
  const params: Record<string, string | string[]> = Object.fromEntries([...prefixes].map((prefix, i) => [`prefix${i}`, prefix]))
  if (names.size === 0) return { where: tests.join(' OR '), params }
  return { where: ['name IN {names:Array(String)}', ...tests].join(' OR '), params: { ...params, names: [...names] } }
}
