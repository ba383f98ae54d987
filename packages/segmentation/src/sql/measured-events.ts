// Held by tests/e2e/sql-parity.e2e.test.ts

import type { Measure } from '../state/entry.ts'
import { medianSql } from './numbers.ts'

/**
 * Measures of a list of a person's events, where not all that a selector takes are measured
 * together. An event is a tuple: its time, its eid, and what is measured of it, an array.
 */

/**
 * The measure of a list of events in order of time; NULL if it has none.
 * @param events an expression for the list. @param zone whose days are counted, an expression.
 */
export function measuredSql(measure: Measure | 'active_days', events: string, zone: string): string {
  const over = (value: string): string =>
    `arrayMap(v -> if(empty(v), NULL, ${value}), [arrayFlatten(arrayMap(e -> e.3, ${events}))])[1]`
  switch (measure) {
    case 'count':
      return `length(${events})`
    case 'active_days':
      return `length(arrayDistinct(arrayMap(e -> toDate(fromUnixTimestamp64Milli(e.1), ${zone}), ${events})))`
    case 'distinct':
      return `length(arrayDistinct(arrayFlatten(arrayMap(e -> e.3, ${events}))))`
    case 'sum':
      return `toFloat64(arraySum(u -> toInt128(u), arrayFlatten(arrayMap(e -> e.3, ${events}))))`
    case 'avg':
      return over('arraySum(v) / length(v)')
    case 'median':
      return medianSql(`arrayFlatten(arrayMap(e -> e.3, ${events}))`)
    case 'min':
      return over('arrayMin(v)')
    case 'max':
      return over('arrayMax(v)')
    case 'first':
      return over('v[1]')
    case 'last':
      return over('v[-1]')
    case 'share':
    case 'rank':
    case 'values':
    case 'ratio':
      throw new Error('no measure of an event condition')
  }
}

/**
 * Splits a list of (event, value) into a list of events for each value.
 * @param pairs an expression for a list of tuples (value, time, eid, measured).
 */
export function byValueSql(pairs: string): string {
  const begins = 'arrayMap(i -> i > 1 AND l[i].1 != l[i - 1].1, arrayEnumerate(l))'
  const events = 'arrayMap(e -> (e.2, e.3, e.4), part)'
  const sorted = `arraySort(e -> (e.1, e.2, e.3), ${pairs})`
  return `arrayMap(l -> arrayMap(part -> ${events}, arraySplit((e, begins) -> begins, l, ${begins})), [${sorted}])[1]`
}
