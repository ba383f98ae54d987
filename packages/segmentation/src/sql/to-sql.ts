// Held by tests/e2e/sql-parity.e2e.test.ts

import { kindOf, membershipPurposes, unknownKind } from '@weir/contracts'
import type {
  AffinityCondition,
  Comparison,
  EventCondition,
  ExposureCondition,
  RatioCondition,
  Selector,
  TouchCondition,
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
import { additiveSql, eventMeasureSql, windowSql } from './event-measure.ts'
import { consentSql, peopleHistorySql } from './history.ts'
import type { PeopleScope } from './history.ts'
import { textSql } from './numbers.ts'
import { createBindings } from './bindings.ts'
import { coolDownSql } from './cool-down.ts'
import { comparisonSql, scalarsSql, selectorSql, textsSql, unitsSql } from './values.ts'
import type { Bindings, SqlValue } from './bindings.ts'
import { traitSql } from './trait.ts'

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

/**
 * Compiles the definition to one query over `facts_final`, where merged persons are one, with a
 * column `person` of all members at `asOf` (Unix ms), consent included.
 */
export function toSql(segment: Referable, asOf: number, others: readonly Referable[] = []): RuleSql {
  const { sql, params } = membershipSql([{ segment, at: asOf }], asOf, others)
  return { sql: `SELECT person FROM (${sql}) WHERE m0`, params }
}

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
  asked: PeopleScope = {},
): RuleSql {
  const b = createBindings()
  const known = b.bind(knownAt, 'Int64')
  const columns = questions.map(({ segment, at }, i) => `${memberSql(segment, at, others, b)} AS m${i}`)
  const sql = `
    SELECT person, countIf(t <= ${known}) > 0 AS known, ${columns.join(', ')}
    FROM (${peopleHistorySql(knownAt, b, asked)})
    GROUP BY person
    SETTINGS precise_float_parsing = 1`
  return { sql, params: b.params }
}

function memberSql(segment: Referable, asOf: number, others: readonly Referable[], b: Bindings): string {
  const at = b.bind(asOf, 'Int64')
  const gates = membershipPurposes(segment).map((purpose) => consentSql(purpose, at))
  return `(${[`countIf(t <= ${at}) > 0`, ...gates, ruleSql(expandReferences(segment, others), at, asOf, b)].join('\n      AND ')})`
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
  const { measure, comparison } = measureOf(condition)
  return reachesSql(measure, eventMeasureSql(condition, asOf, b), comparison, b)
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
