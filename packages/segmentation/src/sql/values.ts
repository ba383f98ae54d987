// Held by tests/e2e/sql-parity.e2e.test.ts

import { AMOUNT_MAX, isPathOperand, ruleInstant, keysOf } from '@weir/contracts'
import type { Comparison, Op, PathOp, Selector, Where } from '@weir/contracts'
import { listOperand, numberOperand, pathOperator, rangeOperand, textOperand } from '../definition/operands.ts'
import { namesOf } from '../definition/selectors.ts'
import type { Bindings } from './bindings.ts'
import { beforeOrAfterSql, datesSql } from './dates.ts'
import { numberSql, textSql } from './numbers.ts'
import { isWatchedShare, SUM_SCALE } from '../definition/values.ts'

/**
 * SQL for what values.ts and operators.ts say of values: the same rules, as ClickHouse expressions.
 */

const SCALAR_TYPES = "('String', 'Int64', 'UInt64', 'Double', 'Bool')"

/**
 * An array of the raw JSON texts of all scalars that the path reaches in `document`; arrays on the
 * way are walked.
 */
export function scalarsSql(document: string, path: readonly string[], b: Bindings): string {
  if (isWatchedShare(path)) return watchedShareSql(document)
  let level = `[${document}]`
  for (const step of path) {
    const key = b.bind(step, 'String')
    const children = `if(JSONType(d, ${key}) = 'Array', JSONExtractArrayRaw(d, ${key}), if(JSONHas(d, ${key}), [JSONExtractRaw(d, ${key})], []))`
    level = `arrayFlatten(arrayMap(d -> ${children}, ${level}))`
  }
  return onlyScalars(level)
}

/** See watchedShareOf in definition/values.ts. The one number, as JSON would write it. */
function watchedShareSql(document: string): string {
  const amount = (field: string): string => numberSql(`JSONExtractRaw(${document}, 'video', '${field}')`)
  // Adding 0 makes a plain zero of a negative one.
  const share = `(floor(w * ${SUM_SCALE} / d) / ${SUM_SCALE} + 0)`
  const isShare = `ifNull(d > 0 AND abs(w) <= ${AMOUNT_MAX} AND d <= ${AMOUNT_MAX} AND abs(${share}) <= ${AMOUNT_MAX}, 0)`
  const text = `toString(assumeNotNull(${share}))`
  return `arrayMap((w, d) -> if(${isShare}, [${text}], []), [${amount('watched_ms')}], [${amount('duration_ms')}])[1]`
}

/** The scalars of one raw JSON value that may be an array. */
export function flattenSql(raw: string): string {
  return onlyScalars(`if(JSONType(${raw}) = 'Array', JSONExtractArrayRaw(${raw}), [${raw}])`)
}

function onlyScalars(raws: string): string {
  return `arrayFilter(s -> JSONType(s) IN ${SCALAR_TYPES}, ${raws})`
}

/**
 * The raw scalars as numbers in ten-thousandths; what is no number, or too large to be exact, is
 * left out.
 */
export function unitsSql(raws: string): string {
  const number = numberSql('s')
  const units = `toInt64(floor(assumeNotNull(${number}) * ${SUM_SCALE} + 0.5))`
  return `arrayMap(s -> ${units}, arrayFilter(s -> ifNull(abs(${number}) <= ${AMOUNT_MAX}, 0), ${raws}))`
}

const SIGNS = { eq: '=', ne: '!=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

/** `value <op> operand`, for numbers; `type` is the operand's ClickHouse type. */
export function comparisonSql(value: string, comparison: Comparison, type: 'Float64' | 'Int64', b: Bindings): string {
  if (comparison.between) {
    const [low, high] = comparison.between
    return `(${value} >= ${b.bind(low, type)} AND ${value} <= ${b.bind(high, type)})`
  }
  const op = keysOf(SIGNS).find((sign) => comparison[sign] !== undefined)!
  return `(${value} ${SIGNS[op]} ${b.bind(comparison[op]!, type)})`
}

/** An operator on an array of raw scalars. */
export function operatorSql(raws: string, op: Op, operand: unknown, b: Bindings): string {
  const any = (test: string): string => `arrayExists(s -> ${test}, ${raws})`
  switch (op) {
    case 'exists':
      return `notEmpty(${raws})`
    case 'not_exists':
      return `empty(${raws})`
    case 'eq':
      return any(sameSql([operand], b))
    case 'in':
      return any(sameSql(listOperand(operand), b))
    case 'ne':
      return `(notEmpty(${raws}) AND NOT ${any(sameSql([operand], b))})`
    case 'not_in':
      return `(notEmpty(${raws}) AND NOT ${any(sameSql(listOperand(operand), b))})`
    case 'contains':
      return any(`position(${textSql('s')}, ${b.bind(textOperand(operand), 'String')}) > 0`)
    case 'starts_with':
      return any(`startsWith(${textSql('s')}, ${b.bind(textOperand(operand), 'String')})`)
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return any(`ifNull((${numberSql('s')} ${SIGNS[op]} ${b.bind(numberOperand(operand), 'Float64')}), 0)`)
    case 'between':
      return any(`ifNull(${comparisonSql(numberSql('s'), { between: rangeOperand(operand) }, 'Float64', b)}, 0)`)
    case 'before':
      return beforeOrAfterSql(raws, '<', ruleInstant(textOperand(operand)), b)
    case 'after':
      return beforeOrAfterSql(raws, '>', ruleInstant(textOperand(operand)), b)
  }
}

function sameSql(operands: readonly unknown[], b: Bindings): string {
  const numbers = operands.filter((o) => typeof o === 'number')
  const texts = operands.filter((o) => typeof o === 'string')
  const booleans = operands.filter((o) => typeof o === 'boolean').map(String)
  const parts: string[] = []
  if (texts.length > 0) parts.push(`has(${b.bind(texts, 'Array(String)')}, ${textSql('s')})`)
  if (numbers.length > 0) parts.push(`ifNull(has(${b.bind(numbers, 'Array(Float64)')}, ${numberSql('s')}), 0)`)
  if (booleans.length > 0) parts.push(`(JSONType(s) = 'Bool' AND has(${b.bind(booleans, 'Array(String)')}, s))`)
  return `(${parts.join(' OR ')})`
}

/** One `where` entry on the event's document. */
function whereSql(where: Where, b: Bindings): string {
  const found = scalarsSql('body', where.path.split('.'), b)
  if (!isPathOperand(where.value)) return operatorSql(found, where.op, where.value, b)
  return pairSql(found, pathOperator(where.op), scalarsSql('body', where.value.path.split('.'), b))
}

/** Compares the raw scalars of two paths: see pairTest in definition/operators.ts. */
function pairSql(found: string, op: PathOp, others: string): string {
  const equal = `(hasAny(${textsSql(found)}, ${textsSql(others)}) OR hasAny(${numbers(found)}, ${numbers(others)}))`
  const some = (test: string, read: (raws: string) => string): string =>
    `arrayExists(v -> arrayExists(o -> v ${test} o, ${read(others)}), ${read(found)})`
  switch (op) {
    case 'eq':
      return equal
    case 'ne':
      return `(notEmpty(${found}) AND notEmpty(${others}) AND NOT ${equal})`
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return some(SIGNS[op], numbers)
    case 'before':
      return some('<', datesSql)
    case 'after':
      return some('>', datesSql)
  }
}

/** The texts of raw scalars. */
export function textsSql(raws: string): string {
  return `arrayMap(s -> ${textSql('s')}, ${raws})`
}

/** The numbers of those raw scalars that are some. */
function numbers(raws: string): string {
  return `arrayMap(n -> assumeNotNull(n), arrayFilter(n -> isNotNull(n), arrayMap(s -> ${numberSql('s')}, ${raws})))`
}

/** The tests that select an event, on the columns name, source and body. */
export function selectorSql(selector: Selector, b: Bindings): string[] {
  const { names, prefix } = namesOf(selector)
  const parts = [names ? `has(${b.bind(names, 'Array(String)')}, name)` : `startsWith(name, ${b.bind(prefix!, 'String')})`]
  if (selector.source !== undefined) parts.push(`source = ${b.bind(selector.source, 'String')}`)
  for (const where of selector.where ?? []) parts.push(whereSql(where, b))
  return parts
}
