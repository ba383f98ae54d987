// Held by tests/e2e/sql-parity.e2e.test.ts

import { kindOf, membershipPurposes, unknownKind, WITHDRAWAL } from '@weir/contracts'
import type {
  AffinityCondition,
  Comparison,
  EventCondition,
  ExposureCondition,
  Purpose,
  RatioCondition,
  Selector,
  TouchCondition,
  Window,
} from '@weir/contracts'
import { affinityPath } from '../conditions/event.ts'
import { ageRange, exposureCount, exposureSelector } from '../conditions/exposure.ts'
import { ratioComparison, ratioSides } from '../conditions/ratio.ts'
import { touchedCampaigns } from '../conditions/touch.ts'
import { UTM_CAMPAIGN } from '../definition/campaign.ts'
import { SUM_SCALE } from '../definition/values.ts'
import { expandReferences } from '../definition/expand-references.ts'
import type { Referable } from '../definition/expand-references.ts'
import type { Rule } from '../definition/rule.ts'
import { comparesAmounts, measureOf, scale, zoneNameOf } from '../conditions/measures.ts'
import type { Measure } from '../state/entry.ts'
import { sequenceSql } from './sequence.ts'
import { byValueSql, measuredSql } from './measured-events.ts'
import { medianSql, textSql } from './numbers.ts'
import { createBindings } from './bindings.ts'
import { coolDownSql } from './cool-down.ts'
import { comparisonSql, scalarsSql, selectorSql, textsSql, unitsSql } from './values.ts'
import type { Bindings, SqlValue } from './bindings.ts'
import { traitSql } from './trait.ts'
import { windowAt } from '../definition/windows.ts'

/** A query with its bound parameters. */
export interface RuleSql {
  sql: string
  params: Record<string, SqlValue>
}

/** The question who is a member of the segment at the instant (Unix ms). */
export interface Question {
  segment: Referable
  at: number
}

/** Whom a question is about. */
interface Asked {
  /** A share of the people, by a hash of the person id: always the same ones. */
  share?: number
  /** Ids of persons; whom one of them absorbed is that person. */
  people?: readonly string[]
}

/**
 * Compiles the definition to one query over `facts_final`, where merged persons are one, with a
 * column `person` of all members at `asOf` (Unix ms), consent included.
 */
export function toSql(segment: Referable, asOf: number, others: readonly Referable[] = []): RuleSql {
  const { sql, params } = membershipSql([{ segment, at: asOf }], asOf, others)
  return { sql: `SELECT person FROM (${sql}) WHERE m0`, params }
}

/**
 * The time of withdrawals: they are not events of the person, so they lie beyond every instant that
 * can be asked about.
 */
const NEVER = 10_000_000_000_000

/** Shares of people are taken in millionths. */
const SHARE_PARTS = 1_000_000

/**
 * Compiles several questions to one pass over the history, with an aggregate per person for every
 * condition. Columns: `person`, `known` (1 for people whom a rule ranges over at `knownAt`), and
 * for each question in turn `m0`, `m1` ...: 1 for members.
 * @param knownAt only events up to this instant count, and those of fast clocks that were received
 *   by then (Unix ms). A question at a later instant asks who would be a member then if nothing
 *   else happened.
 * @param asked whom it is about; everybody, if nothing is said.
 */
export function membershipSql(
  questions: readonly Question[],
  knownAt: number,
  others: readonly Referable[] = [],
  asked: Asked = {},
): RuleSql {
  const b = createBindings()
  const known = b.bind(knownAt, 'Int64')
  const columns = questions.map(({ segment, at }, i) => `${memberSql(segment, at, others, b)} AS m${i}`)
  const sql = `
    SELECT person, countIf(t <= ${known}) > 0 AS known, ${columns.join(', ')}
    FROM (
      SELECT person, name, source, eid, body, ${CONSENT_COLUMNS.join(', ')},
        toUnixTimestamp64Milli(event_time) AS happened_at,
        if(name = ${b.bind(WITHDRAWAL, 'String')}, ${NEVER}, happened_at) AS t,
        least(happened_at, toUnixTimestamp64Milli(received_at)) AS said_at
      FROM facts_final
      WHERE person != ''${askedSql(asked, b)} AND (event_time <= fromUnixTimestamp64Milli(${known}) OR received_at <= fromUnixTimestamp64Milli(${known}))
    )
    GROUP BY person
    SETTINGS precise_float_parsing = 1`
  return { sql, params: b.params }
}

/**
 * People by their ids are found by the ids under which their events were written, for which there
 * is an index.
 */
function askedSql({ share = 1, people }: Asked, b: Bindings): string {
  const drawn = share < 1 ? ` AND cityHash64(person) % ${SHARE_PARTS} < ${b.bind(Math.round(share * SHARE_PARTS), 'UInt32')}` : ''
  if (!people) return drawn
  const ids = b.bind(people, 'Array(String)')
  const written = `SELECT arrayJoin(${ids}) UNION ALL SELECT person FROM person_aliases FINAL WHERE into IN ${ids}`
  return `${drawn} AND person IN ${ids} AND written_person IN (${written})`
}

function memberSql(segment: Referable, asOf: number, others: readonly Referable[], b: Bindings): string {
  const at = b.bind(asOf, 'Int64')
  const gates = membershipPurposes(segment).map((purpose) => consentSql(purpose, at))
  return `(${[`countIf(t <= ${at}) > 0`, ...gates, ruleSql(expandReferences(segment, others), at, asOf, b)].join('\n      AND ')})`
}

const CONSENT_COLUMNS = [
  'consent_storage',
  'consent_profiling',
  'consent_personalised_ads',
  'consent_measurement',
  'consent_modelling',
]

/**
 * Compiles a consent gate. The newest signal decides, else the newest basis; a denial wins a tie.
 * If the newest signal with a key is a denial, a grant without a key does not undo it. Codes: see
 * consentCode (odd is denied, 3 and up a signal, 5 and up a signal without a key).
 */
function consentSql(purpose: Purpose, at: string): string {
  const code = `consent_${purpose}`
  const newest = `argMaxIf(${code}, (${code} >= 3, said_at, ${code} % 2), ${code} > 0 AND said_at <= ${at})`
  return `(${newest} IN (2, 4, 6) AND argMaxIf(${code}, (said_at, ${code} % 2), ${code} IN (3, 4) AND said_at <= ${at}) != 3)`
}

function ruleSql(rule: Rule, at: string, asOf: number, b: Bindings): string {
  const part = (c: Rule): string => ruleSql(c, at, asOf, b)
  const { kind, condition } = kindOf(rule)
  switch (kind) {
    case 'all':
      return `(${condition.all.map(part).join(' AND ')})`
    case 'any':
      return `(${['0', ...condition.any.map(part)].join(' OR ')})`
    case 'not':
      return `(NOT ${part(condition.not)})`
    case 'consented':
      return `(${['1', ...condition.consented.map((purpose) => consentSql(purpose, at))].join(' AND ')})`
    case 'event':
      return eventSql(condition, asOf, b)
    case 'exposure':
      if (condition.cool_down !== undefined) return coolDownSql(condition, asOf, b)
      return condition.count ? eventSql(exposureCount(condition), asOf, b) : recencySql(condition, asOf, b)
    case 'affinity':
      return affinitySql(condition, asOf, b)
    case 'touch':
      return touchSql(condition, asOf, b)
    case 'ratio':
      return ratioSql(condition, asOf, b)
    case 'sequence':
      return sequenceSql(condition, asOf, b)
    case 'trait':
      return traitSql(condition, at, b)
    default:
      return unknownKind(kind)
  }
}

/** Some value of the path reaches the comparison by its own events. */
function perValueSql(condition: EventCondition, per: string, asOf: number, b: Bindings): string {
  const { measure, comparison, path } = measureOf(condition)
  const where = [...selectorSql(condition.event, b), ...windowSql(condition.within, asOf, b)].join(' AND ')
  const found = measuredOf(measure, path, b)
  const values = `arrayDistinct(${textsSql(scalarsSql('body', per.split('.'), b))})`
  const pairs = `groupArrayArrayIf(arrayMap(value -> (value, t, eid, ${found}), ${values}), ${where} AND notEmpty(${found}))`
  const measured = measuredSql(measure, 'own', b.bind(zoneNameOf(condition), 'String'))
  return `arrayExists(own -> ${reachesSql(measure, measured, comparison, b)}, ${byValueSql(pairs)})`
}

/** The newest anchor is in the window, and the events after it reach the comparison. */
function sinceSql(condition: EventCondition, anchors: Selector, asOf: number, b: Bindings): string {
  const { measure, comparison, path } = measureOf(condition)
  const isAnchor = selectorSql(anchors, b).join(' AND ')
  const taken = `((${isAnchor}) OR (${selectorSql(condition.event, b).join(' AND ')}))`
  const where = [...windowSql(condition.within, asOf, b), taken].join(' AND ')
  const events = `arraySort(e -> (e.1, e.2), groupArrayIf((t, eid, ${measuredOf(measure, path, b)}, ${isAnchor}), ${where}))`
  const measured = measuredSql(measure, 'own', b.bind(zoneNameOf(condition), 'String'))
  const reaches = `arrayMap(own -> ${reachesSql(measure, measured, comparison, b)}, [arraySlice(l, i + 1)])[1]`
  return `arrayMap(l -> arrayMap(i -> i > 0 AND ${reaches}, [arrayLastIndex(e -> e.4, l)])[1], [${events}])[1]`
}

/** What a measure looks at of one event, as an array; something, where it counts events or days. */
function measuredOf(measure: Measure | 'active_days', path: readonly string[], b: Bindings): string {
  if (measure === 'count' || measure === 'active_days') return '[1]'
  const scalars = scalarsSql('body', path, b)
  return measure === 'distinct' ? textsSql(scalars) : unitsSql(scalars)
}

function reachesSql(measure: Measure | 'active_days', value: string, comparison: Comparison, b: Bindings): string {
  const compared = measure !== 'active_days' && comparesAmounts(measure) ? scale(comparison) : comparison
  return `ifNull(${comparisonSql(value, compared, 'Float64', b)}, 0)`
}

function eventSql(condition: EventCondition, asOf: number, b: Bindings): string {
  if (condition.since) return sinceSql(condition, condition.since.event, asOf, b)
  if (condition.per !== undefined) return perValueSql(condition, condition.per, asOf, b)
  const { measure, comparison, path } = measureOf(condition)
  const where = [...selectorSql(condition.event, b), ...windowSql(condition.within, asOf, b)].join(' AND ')
  const units = (): string => unitsSql(scalarsSql('body', path, b))
  const amount = (value: string): string => `ifNull(${comparisonSql(value, scale(comparison), 'Float64', b)}, 0)`
  switch (measure) {
    case 'count':
    case 'active_days':
    case 'distinct':
      return comparisonSql(additiveSql(condition, where, b), comparison, 'Float64', b)
    case 'sum':
      return comparisonSql(additiveSql(condition, where, b), scale(comparison), 'Float64', b)
    case 'avg':
      return amount(`sumIf(arraySum(${units()}), ${where}) / nullIf(sumIf(length(${units()}), ${where}), 0)`)
    case 'median':
      return amount(medianSql(`groupArrayArrayIf(${units()}, ${where})`))
    case 'min':
      return amount(`minOrNullIf(arrayMin(${units()}), ${where} AND notEmpty(${units()}))`)
    case 'max':
      return amount(`maxOrNullIf(arrayMax(${units()}), ${where} AND notEmpty(${units()}))`)
    case 'first':
      return amount(`argMinOrNullIf(${units()}[1], (t, eid), ${where} AND notEmpty(${units()}))`)
    case 'last':
      return amount(`argMaxOrNullIf(${units()}[-1], (t, eid), ${where} AND notEmpty(${units()}))`)
    case 'share':
    case 'rank':
    case 'values':
    case 'ratio':
      throw new Error('no measure of an event condition')
  }
}

/** A measure that is 0 of nothing; a sum is in ten-thousandths. */
function additiveSql(condition: EventCondition, where: string, b: Bindings): string {
  const { measure, path } = measureOf(condition)
  const scalars = (): string => scalarsSql('body', path, b)
  if (measure === 'active_days') {
    const zone = b.bind(zoneNameOf(condition), 'String')
    return `uniqExactIf(toDate(fromUnixTimestamp64Milli(t), ${zone}), ${where})`
  }
  if (measure === 'distinct') return `uniqExactArrayIf(${textsSql(scalars())}, ${where})`
  // A thousand of the largest amounts exceed 64 bits.
  if (measure === 'sum') return `toFloat64(sumIf(arraySum(u -> toInt128(u), ${unitsSql(scalars())}), ${where}))`
  return `countIf(${where})`
}

/** See `ratio` in state/aggregate.ts: both sides come to the same unit. */
function ratioSql(condition: RatioCondition, asOf: number, b: Bindings): string {
  const sides = ratioSides(condition)
  const [top, bottom] = sides.map((side) =>
    additiveSql(side, [...selectorSql(side.event, b), ...windowSql(condition.within, asOf, b)].join(' AND '), b),
  )
  const [over, under] = sides.map(({ own }, i) => (own !== 'sum' && sides[1 - i]?.own === 'sum' ? SUM_SCALE : 1))
  const quotient = `(${top} * ${over} / nullIf(${bottom} * ${under}, 0))`
  return `ifNull(${comparisonSql(quotient, ratioComparison(condition), 'Float64', b)}, 0)`
}

/** See campaignOf in definition/campaign.ts; '' where an event names none. */
function touchSql(condition: TouchCondition, asOf: number, b: Bindings): string {
  const id = `${textsSql(scalarsSql('body', ['ad', 'campaign_id'], b))}[1]`
  const utm = `extract(JSONExtractString(body, 'page', 'url'), '${UTM_CAMPAIGN}')`
  const campaign = `if(${id} != '', ${id}, ${utm})`
  const where = [...windowSql(condition.within, asOf, b), `${campaign} != ''`].join(' AND ')
  const touch = `${condition.touch === 'first' ? 'argMinIf' : 'argMaxIf'}(${campaign}, (t, eid), ${where})`
  return `has(${b.bind(touchedCampaigns(condition), 'Array(String)')}, ${touch})`
}

/** The tests that put an event's time into the window. */
function windowSql(window: Window, asOf: number, b: Bindings): string[] {
  const { from, before } = windowAt(window, asOf)
  return [...(from > -Infinity ? [`t >= ${b.bind(from, 'Int64')}`] : []), `t < ${b.bind(before, 'Int64')}`]
}

function recencySql(condition: ExposureCondition, asOf: number, b: Bindings): string {
  const where = [...selectorSql(exposureSelector(condition), b), ...windowSql(condition.within, asOf, b)].join(' AND ')
  const { low, high } = ageRange(condition.since_last!)
  const age = `(${b.bind(asOf, 'Int64')} - maxOrNullIf(t, ${where}))`
  const young = high === Infinity ? '1' : `${age} < ${b.bind(high, 'Int64')}`
  return `ifNull(${age} >= ${b.bind(low, 'Int64')} AND ${young}, 0)`
}

function affinitySql({ affinity, within, share, rank }: AffinityCondition, asOf: number, b: Bindings): string {
  const where = windowSql(within, asOf, b).join(' AND ')
  const texts = `arrayDistinct(arrayMap(s -> ${textSql('s')}, ${scalarsSql('body', affinityPath(affinity.by), b)}))`
  const all = `groupArrayArrayIf(${texts}, ${where})`
  const own = `countEqual(${all}, ${b.bind(affinity.value, 'String')})`
  if (share) return `ifNull(${comparisonSql(`(${own} / nullIf(length(${all}), 0))`, share, 'Float64', b)}, 0)`
  const above = `length(arrayFilter(u -> countEqual(${all}, u) > ${own}, arrayDistinct(${all})))`
  return `(${own} > 0 AND ${comparisonSql(`(1 + ${above})`, rank!, 'Float64', b)})`
}
