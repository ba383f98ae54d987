// Held by services/segmenter/src/backfill/history/history.test.ts

import { WITHDRAWAL } from '@weir/contracts'
import type { HistoryAsk, PartitionOffsets } from '../history.ts'

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
 * @param partitions how many there are: ordinals of one partition are so far apart.
 */
export function historySql(ask: Omit<HistoryAsk, 'from' | 'to' | 'signal'>, partitions: number): HistorySql {
  const { partition, until, upTo, specs, now } = ask
  const needed = Math.min(...specs.map((spec) => spec.neededFrom(now)))
  const cut = needed > -Infinity
  const kept = cut ? 't >= {needed:Int64}' : '1'
  const body = specs.every(({ plain }) => plain) ? '' : `,\n  groupArrayIf(body, ${kept}) AS bodies`
  const names = namesSql(specs)
  const absorbed = upTo ? absorbedSql({ ...upTo, [partition]: until }) : undefined
  const wanted = `name != {withdrawal:String} AND bot = '' AND (${names.where})`
  const ranges = [
    { ordinal: 'ordinal', from: OWN },
    ...(absorbed ? [{ ordinal: 'into_ordinal AS ordinal', from: absorbed.from }] : []),
  ]
  const all = (columns: string, and = '', select = 'SELECT'): string =>
    ranges.map(({ ordinal, from }) => `${select} ${ordinal}, ${columns} FROM ${from} AND ${wanted}${and}`).join('\n  UNION ALL ')
  // A fact that was stamped again is there twice until the engine has merged the two.
  const once = 'SELECT DISTINCT'
  const rows = `SELECT ordinal, name,
  groupArrayIf(t, ${kept}) AS times,
  groupArrayIf(eid, ${kept}) AS eids,
  if(max(rev) = 0, [], groupArrayIf(rev, ${kept})) AS revs,
  if(min(source) = max(source), [min(source)], groupArrayIf(source, ${kept})) AS sources,
  ${cut ? `maxIf(t, NOT ${kept})` : '0'} AS leftOut${body}
FROM (
  ${all(`name, source, eid, ${body && 'body, '}toUnixTimestamp64Milli(event_time) AS t, toUInt32(intDiv(version, ${REVISION})) AS rev`, '', once)}
)
GROUP BY ordinal, name
ORDER BY ordinal`
  const inTime = cut ? ' AND event_time >= fromUnixTimestamp64Milli({needed:Int64})' : ''
  return {
    count: `SELECT count() AS events FROM (${all('eid', inTime)})`,
    rows,
    params: {
      part: partition,
      until,
      withdrawal: WITHDRAWAL,
      ...(absorbed ? { partitions, ...absorbed.params } : {}),
      ...(cut ? { needed } : {}),
      ...names.params,
    },
  }
}

const OWN = 'facts WHERE part = {part:UInt32} AND off <= {until:UInt64} AND ordinal >= {from:UInt32} AND ordinal < {to:UInt32}'

/** Whom people of the range have absorbed, as the warehouse knows it. */
const ABSORBED = `SELECT person, into_ordinal FROM person_aliases FINAL
    WHERE into_ordinal >= {from:UInt32} AND into_ordinal < {to:UInt32} AND into_ordinal % {partitions:UInt32} = {part:UInt32}`

/**
 * The events of those whom people of the range have absorbed, in whatever partitions they are. The
 * ids are asked for once more, outside of the join, where the index of the table sees them.
 */
function absorbedSql(upTo: PartitionOffsets): { from: string; params: Record<string, number> } {
  // Offsets have no sign: of a partition that is at -1 nothing is read.
  const places = Object.entries(upTo).filter(([, until]) => until >= 0)
  const read = places.map((_, i) => `part = {part${i}:UInt32} AND off <= {until${i}:UInt64}`)
  return {
    from: `facts INNER JOIN (${ABSORBED}) AS alias USING (person)
    WHERE person IN (SELECT person FROM (${ABSORBED})) AND (${['0', ...read].join(' OR ')})`,
    params: Object.fromEntries(
      places.flatMap(([part, until], i) => [
        [`part${i}`, Number(part)],
        [`until${i}`, until],
      ]),
    ),
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
