// Held by tests/e2e/sql-parity.e2e.test.ts

import type { EventCondition, Window } from '@weir/contracts'
import { measureOf, zoneNameOf } from '../conditions/measures.ts'
import { windowAt } from '../definition/windows.ts'
import type { Bindings } from './bindings.ts'
import { medianSql } from './numbers.ts'
import { scalarsSql, selectorSql, textsSql, unitsSql } from './values.ts'

/**
 * The measure of an event condition as an aggregate over the events of one person. Amounts are in
 * ten-thousandths; those of nothing are NULL, but for sums.
 */
export function eventMeasureSql(condition: EventCondition, asOf: number, b: Bindings): string {
  const { measure, path } = measureOf(condition)
  const where = [...selectorSql(condition.event, b), ...windowSql(condition.within, asOf, b)].join(' AND ')
  const units = (): string => unitsSql(scalarsSql('body', path, b))
  switch (measure) {
    case 'count':
    case 'active_days':
    case 'distinct':
    case 'sum':
      return additiveSql(condition, where, b)
    case 'avg':
      return `sumIf(arraySum(${units()}), ${where}) / nullIf(sumIf(length(${units()}), ${where}), 0)`
    case 'median':
      return medianSql(`groupArrayArrayIf(${units()}, ${where})`)
    case 'min':
      return `minOrNullIf(arrayMin(${units()}), ${where} AND notEmpty(${units()}))`
    case 'max':
      return `maxOrNullIf(arrayMax(${units()}), ${where} AND notEmpty(${units()}))`
    case 'first':
      return `argMinOrNullIf(${units()}[1], (t, eid), ${where} AND notEmpty(${units()}))`
    case 'last':
      return `argMaxOrNullIf(${units()}[-1], (t, eid), ${where} AND notEmpty(${units()}))`
    case 'share':
    case 'rank':
    case 'values':
    case 'ratio':
      throw new Error('no measure of an event condition')
  }
}

/** A measure that is 0 of nothing; a sum is in ten-thousandths. */
export function additiveSql(condition: EventCondition, where: string, b: Bindings): string {
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

/** The tests that put an event's time into the window. */
export function windowSql(window: Window, asOf: number, b: Bindings): string[] {
  const { from, before } = windowAt(window, asOf)
  return [...(from > -Infinity ? [`t >= ${b.bind(from, 'Int64')}`] : []), `t < ${b.bind(before, 'Int64')}`]
}
