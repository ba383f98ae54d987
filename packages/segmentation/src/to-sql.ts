import { DEFAULT_SEGMENT_PURPOSES, OPS } from '@weir/contracts'
import type { Condition, EventCondition, Purpose, SegmentInput, Selector, TraitCondition } from '@weir/contracts'
import { measureOf, namesOf, scale } from './event-leaf.ts'
import { comparisonSql, createBindings, flattenSql, operatorSql, scalarsSql, textSql, unitsSql, whereSql } from './sql-values.ts'
import type { Bindings, SqlValue } from './sql-values.ts'
import { windowAt } from './windows.ts'

/** A query with its bound parameters. */
export interface Sql {
  sql: string
  params: Record<string, SqlValue>
}

/**
 * The definition as one query over `facts`: a column `person` with everybody who is a member at `asOf` (Unix ms), consent
 * included. One pass over the history; every condition is an aggregate per person, so the rule becomes a HAVING.
 */
export function toSql(segment: Pick<SegmentInput, 'rule' | 'purposes'>, asOf: number): Sql {
  const b = createBindings()
  const at = b.bind(asOf, 'Int64')
  const gates = (segment.purposes ?? DEFAULT_SEGMENT_PURPOSES).map((purpose) => consentSql(purpose, at))
  const having = [`countIf(t <= ${at}) > 0`, ...gates, conditionSql(segment.rule, at, asOf, b)]
  const sql = `
    SELECT person
    FROM (
      SELECT person, name, source, eid, body, ${CONSENT_COLUMNS.join(', ')},
        toUnixTimestamp64Milli(event_time) AS t,
        least(t, toUnixTimestamp64Milli(received_at)) AS said_at
      FROM facts_final
      WHERE person != '' AND (event_time <= fromUnixTimestamp64Milli(${at}) OR received_at <= fromUnixTimestamp64Milli(${at}))
    )
    GROUP BY person
    HAVING ${having.join('\n      AND ')}
    SETTINGS precise_float_parsing = 1`
  return { sql, params: b.params }
}

/** Everybody known at `asOf`: those a rule ranges over. */
export function knownPeopleSql(asOf: number): Sql {
  const b = createBindings()
  const sql = `SELECT DISTINCT person FROM facts_final WHERE person != '' AND event_time <= fromUnixTimestamp64Milli(${b.bind(asOf, 'Int64')})`
  return { sql, params: b.params }
}

const CONSENT_COLUMNS = [
  'consent_storage',
  'consent_profiling',
  'consent_personalised_ads',
  'consent_measurement',
  'consent_modelling',
]

/** The newest signal decides, else the newest basis; a denial wins a tie. Codes: see consentCode (odd is denied, 3 and up a signal). */
function consentSql(purpose: Purpose, at: string): string {
  const code = `consent_${purpose}`
  return `argMaxIf(${code}, (${code} >= 3, said_at, ${code} % 2), said_at <= ${at}) IN (2, 4)`
}

function conditionSql(condition: Condition, at: string, asOf: number, b: Bindings): string {
  const part = (c: Condition): string => conditionSql(c, at, asOf, b)
  if ('all' in condition) return `(${condition.all.map(part).join(' AND ')})`
  if ('any' in condition) return `(${condition.any.map(part).join(' OR ')})`
  if ('not' in condition) return `(NOT ${part(condition.not)})`
  return 'trait' in condition ? traitSql(condition, at, b) : eventSql(condition, asOf, b)
}

function eventSql(condition: EventCondition, asOf: number, b: Bindings): string {
  const { measure, comparison, path } = measureOf(condition)
  const { from, before } = windowAt(condition.within, asOf)
  const chosen = [...selectorSql(condition.event, b)]
  if (from > -Infinity) chosen.push(`t >= ${b.bind(from, 'Int64')}`)
  chosen.push(`t < ${b.bind(before, 'Int64')}`)
  const where = chosen.join(' AND ')
  const scalars = measure === 'count' ? '' : scalarsSql('body', path, b)
  switch (measure) {
    case 'count':
      return comparisonSql(`countIf(${where})`, comparison, 'Float64', b)
    case 'sum':
      return comparisonSql(`sumIf(${unitsSql(scalars)}, ${where})`, scale(comparison), 'Int64', b)
    case 'distinct':
      return comparisonSql(`uniqExactArrayIf(arrayMap(s -> ${textSql('s')}, ${scalars}), ${where})`, comparison, 'Float64', b)
  }
}

function selectorSql(selector: Selector, b: Bindings): string[] {
  const { names, prefix } = namesOf(selector)
  const parts = [names ? `has(${b.bind(names, 'Array(String)')}, name)` : `startsWith(name, ${b.bind(prefix!, 'String')})`]
  if (selector.source !== undefined) parts.push(`source = ${b.bind(selector.source, 'String')}`)
  for (const where of selector.where ?? []) parts.push(whereSql(where, b))
  return parts
}

/** The value in force: of the newest event that names the trait. */
function traitSql(condition: TraitCondition, at: string, b: Bindings): string {
  const op = OPS.find((o) => o in condition) as (typeof OPS)[number]
  const key = b.bind(condition.trait, 'String')
  const value = `argMaxIf(JSONExtractRaw(body, 'traits', ${key}), (t, eid), t <= ${at} AND JSONHas(body, 'traits', ${key}))`
  return operatorSql(flattenSql(value), op, condition[op], b)
}
