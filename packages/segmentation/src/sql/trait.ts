// Held by tests/e2e/sql-parity.e2e.test.ts

import { durationMs, OPS, RELATIVE_OPS } from '@weir/contracts'
import type { TraitCondition } from '@weir/contracts'
import { datesSql, nearSql } from './dates.ts'
import { flattenSql, operatorSql } from './values.ts'
import type { Bindings } from './bindings.ts'

/** Before any event. */
const NEVER = -9_000_000_000_000_000

/**
 * A condition on a trait, as SQL over one person's events. `at`: the instant asked about, as an
 * expression.
 */
export function traitSql(condition: TraitCondition, at: string, b: Bindings): string {
  if (condition.for !== undefined) return heldSql(condition, at, durationMs(condition.for), b)
  const key = b.bind(condition.trait, 'String')
  // The value in force: of the newest event that names the trait.
  const value = `argMaxIf(JSONExtractRaw(body, 'traits', ${key}), (t, eid), t <= ${at} AND JSONHas(body, 'traits', ${key}))`
  return testSql(condition, value, at, b)
}

/** The test on a raw value at an instant. */
function testSql(condition: TraitCondition, raw: string, at: string, b: Bindings): string {
  const op = OPS.find((o) => o in condition)
  if (op) return operatorSql(flattenSql(raw), op, condition[op], b)
  const relative = RELATIVE_OPS.find((o) => o in condition)!
  return nearSql(flattenSql(raw), relative, at, durationMs(condition[relative]!), b)
}

/**
 * Every value that was in force during the span must satisfy the test while it was. A value's truth
 * is looked at where its part of the span begins and, for dates, wherever in it a date comes or
 * passes. The first value is none, from before any event.
 */
function heldSql(condition: TraitCondition, at: string, forMs: number, b: Bindings): string {
  const key = b.bind(condition.trait, 'String')
  const named = `t <= ${at} AND JSONHas(body, 'traits', ${key})`
  const said = `arraySort(groupArrayIf((t, eid, JSONExtractRaw(body, 'traits', ${key})), ${named}))`
  const values = `arrayPushFront(${said}, (toInt64(${NEVER}), '', ''))`
  const ends = `arrayPushBack(arrayMap(e -> e.1, ${said}), ${at} + 1)`
  const from = `greatest(v.1, ${at} - ${b.bind(forMs, 'Int64')})`
  const relative = RELATIVE_OPS.find((o) => o in condition)
  const test = relative
    ? `arrayAll(i -> ${testSql(condition, 'v.3', 'i', b)}, arrayPushFront(${turnsSql(condition, relative, from, b)}, ${from}))`
    : testSql(condition, 'v.3', at, b)
  return `arrayAll((v, upto) -> upto <= ${from} OR ${test}, ${values}, ${ends})`
}

/**
 * The instants within a value's part of the span at which the truth of a test on its dates can
 * change.
 */
function turnsSql(condition: TraitCondition, op: (typeof RELATIVE_OPS)[number], from: string, b: Bindings): string {
  const span = b.bind(durationMs(condition[op]!) * (op === 'in_next' ? -1 : 1), 'Int64')
  const turns = `arrayFlatten(arrayMap(d -> [d, d + ${span}], ${datesSql(flattenSql('v.3'))}))`
  return `arrayFilter(turn -> turn > ${from} AND turn < upto, ${turns})`
}
