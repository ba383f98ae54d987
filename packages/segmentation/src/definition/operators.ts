import { isPathOperand, ruleInstant } from '@weir/contracts'
import type { Comparison, Op, PathOp, Where } from '@weir/contracts'
import { listOperand, numberOperand, pathOperator, rangeOperand, textOperand } from './operands.ts'
import { dateOf, numberOf, scalarsAt, textOf } from './values.ts'
import type { ScalarValue } from './values.ts'

/** A compiled test on a document or on a list of scalars. */
export type Test<T> = (subject: T) => boolean

/** Compiles a comparison such as `{ gte: 2 }`. */
export function comparisonTest(c: Comparison): Test<number> {
  if (c.eq !== undefined) return equals(c.eq)
  if (c.ne !== undefined) return not(equals(c.ne))
  if (c.gt !== undefined) return above(c.gt)
  if (c.gte !== undefined) return atLeast(c.gte)
  if (c.lt !== undefined) return not(atLeast(c.lt))
  if (c.lte !== undefined) return not(above(c.lte))
  const [low, high] = c.between!
  return (value) => value >= low && value <= high
}

const equals =
  (operand: number): Test<number> =>
  (value) =>
    value === operand
const above =
  (operand: number): Test<number> =>
  (value) =>
    value > operand
const atLeast =
  (operand: number): Test<number> =>
  (value) =>
    value >= operand
const not =
  <T>(test: Test<T>): Test<T> =>
  (subject) =>
    !test(subject)

/**
 * Compiles an operator with its operand into a test on all scalars found: see docs/semantics.md,
 * "Operators".
 */
export function operatorTest(op: Op, operand: unknown): Test<readonly ScalarValue[]> {
  const any =
    (test: Test<ScalarValue>): Test<readonly ScalarValue[]> =>
    (found) =>
      found.some(test)
  const numeric = (comparison: Comparison): Test<readonly ScalarValue[]> => {
    const test = comparisonTest(comparison)
    return any((value) => {
      const number = numberOf(value)
      return number !== undefined && test(number)
    })
  }
  switch (op) {
    case 'exists':
      return (found) => found.length > 0
    case 'not_exists':
      return (found) => found.length === 0
    case 'eq':
      return any(same([operand]))
    case 'in':
      return any(same(listOperand(operand)))
    case 'ne':
      return none(same([operand]))
    case 'not_in':
      return none(same(listOperand(operand)))
    case 'contains': {
      const text = textOperand(operand)
      return any((value) => textOf(value).includes(text))
    }
    case 'starts_with': {
      const text = textOperand(operand)
      return any((value) => textOf(value).startsWith(text))
    }
    case 'gt':
      return numeric({ gt: numberOperand(operand) })
    case 'gte':
      return numeric({ gte: numberOperand(operand) })
    case 'lt':
      return numeric({ lt: numberOperand(operand) })
    case 'lte':
      return numeric({ lte: numberOperand(operand) })
    case 'between':
      return numeric({ between: rangeOperand(operand) })
    case 'before': {
      const instant = ruleInstant(textOperand(operand))
      return any((value) => (dateOf(value) ?? Infinity) < instant)
    }
    case 'after': {
      const instant = ruleInstant(textOperand(operand))
      return any((value) => (dateOf(value) ?? -Infinity) > instant)
    }
  }
}

/** A missing value is neither equal nor unequal: `ne` and `not_in` need a value. */
function none(test: Test<ScalarValue>): Test<readonly ScalarValue[]> {
  return (found) => found.length > 0 && !found.some(test)
}

/**
 * Compiles equality by the type of each operand: numbers as numbers, texts as texts, booleans as
 * booleans.
 */
function same(operands: readonly unknown[]): Test<ScalarValue> {
  const numbers = new Set(operands.filter((o) => typeof o === 'number'))
  const texts = new Set(operands.filter((o) => typeof o === 'string'))
  const booleans = new Set(operands.filter((o) => typeof o === 'boolean'))
  return (value) => {
    if (booleans.size > 0 && typeof value === 'boolean' && booleans.has(value)) return true
    if (texts.size > 0 && texts.has(textOf(value))) return true
    if (numbers.size === 0) return false
    const number = numberOf(value)
    return number !== undefined && numbers.has(number)
  }
}

/**
 * Compiles a comparison of the scalars of two paths: some pair satisfies it (`ne`: no pair is
 * equal).
 */
function pairTest(op: PathOp): (found: readonly ScalarValue[], others: readonly ScalarValue[]) => boolean {
  const some =
    (test: (a: ScalarValue, b: ScalarValue) => boolean) =>
    (found: readonly ScalarValue[], others: readonly ScalarValue[]): boolean =>
      found.some((a) => others.some((b) => test(a, b)))
  const by = (
    read: (value: ScalarValue) => number | undefined,
    test: (a: number, b: number) => boolean,
  ): ReturnType<typeof some> =>
    some((a, b) => {
      const [x, y] = [read(a), read(b)]
      return x !== undefined && y !== undefined && test(x, y)
    })
  const equal = some((a, b) => textOf(a) === textOf(b) || (numberOf(a) !== undefined && numberOf(a) === numberOf(b)))
  switch (op) {
    case 'eq':
      return equal
    case 'ne':
      return (found, others) => found.length > 0 && others.length > 0 && !equal(found, others)
    case 'gt':
      return by(numberOf, (a, b) => a > b)
    case 'gte':
      return by(numberOf, (a, b) => a >= b)
    case 'lt':
      return by(numberOf, (a, b) => a < b)
    case 'lte':
      return by(numberOf, (a, b) => a <= b)
    case 'before':
      return by(dateOf, (a, b) => a < b)
    case 'after':
      return by(dateOf, (a, b) => a > b)
  }
}

/** Compiles one `where` entry into a test on an event's document. */
export function whereTest(where: Where): Test<unknown> {
  const path = where.path.split('.')
  if (isPathOperand(where.value)) {
    const other = where.value.path.split('.')
    const test = pairTest(pathOperator(where.op))
    return (document) => test(scalarsAt(document, path), scalarsAt(document, other))
  }
  const test = operatorTest(where.op, where.value)
  return (document) => test(scalarsAt(document, path))
}
