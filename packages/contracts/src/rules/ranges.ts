// Held by hints.test.ts
import type { FieldFault } from '../errors.ts'
import { isObject } from '../objects.ts'
import type { Condition } from '../segment.ts'
import { show } from './show.ts'

/**
 * What is wrong with the ranges of a rule, wherever they stand: a `between` whose ends are the
 * wrong way round holds for nothing. `{ between: [1, 5] }`, `{ op: "between", value: [1, 5] }`.
 */
export function rangeFaults(rule: Condition): FieldFault[] {
  return faultsIn(rule, 'rule')
}

function faultsIn(part: unknown, at: string): FieldFault[] {
  if (Array.isArray(part)) return part.flatMap((one, i) => faultsIn(one, `${at}.${i}`))
  if (!isObject(part)) return []
  const field = part['op'] === 'between' ? 'value' : 'between'
  const range = part[field]
  return isBackwards(range)
    ? [{ path: `${at}.${field}`, message: `the lower end comes first; did you mean ${field}: ${show(range.toReversed())}?` }]
    : Object.entries(part).flatMap(([key, value]) => faultsIn(value, `${at}.${key}`))
}

function isBackwards(range: unknown): range is [number, number] {
  if (!Array.isArray(range) || range.length !== 2) return false
  const [low, high]: unknown[] = range
  return typeof low === 'number' && typeof high === 'number' && low > high
}
