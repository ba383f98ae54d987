// Held by tests/e2e/sql-parity.e2e.test.ts

import type { ExposureCondition } from '@weir/contracts'
import { coolDownRule } from '../conditions/cool-down.ts'
import { exposureSelector } from '../conditions/exposure.ts'
import type { Bindings } from './bindings.ts'
import { selectorSql } from './values.ts'

/**
 * Compiles a count of impressions with a cool-down (see conditions/cool-down.ts). The times of the
 * impressions stand in order; the n-th before a place is that many places before it.
 */
export function coolDownSql(condition: ExposureCondition, asOf: number, b: Bindings): string {
  const { cap, windowMs, coolDownMs } = coolDownRule(condition)
  const number = (value: number): string => b.bind(value, 'Int64')
  const [at, needed, window, cool] = [number(asOf), number(cap), number(windowMs), number(coolDownMs)]
  const shown = [
    ...selectorSql(exposureSelector(condition), b),
    `t <= ${at}`,
    `t > ${number(asOf - windowMs - coolDownMs)}`,
  ].join(' AND ')
  const isFull = `i >= ${needed} AND l[i - ${needed} + 1] > l[i] - ${window}`
  const wasFull = `i > ${needed} AND l[i - ${needed}] > l[i] - ${window}`
  const reached = `arrayExists(i -> l[i] > ${at} - ${cool} AND ${isFull} AND NOT (${wasFull}), arrayEnumerate(l))`
  const counted = `arrayCount(x -> x > ${at} - ${window}, l) >= ${needed}`
  return `arrayMap(l -> ${counted} OR ${reached}, [arraySort(groupArrayIf(t, ${shown}))])[1]`
}
