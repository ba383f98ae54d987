// Held by tests/e2e/date-parity.e2e.test.ts

import { ISO_PATTERN, SECONDS_MAX } from '@weir/contracts'
import type { RelativeOp } from '@weir/contracts'
import { numberSql } from './numbers.ts'
import type { Bindings } from './bindings.ts'

/**
 * SQL for the dates of instants.ts in contracts: the same pattern and the same calendar. It
 * computes in whole numbers, since ClickHouse's own types know no year before 1900, and its parsers
 * turn days that do not exist into ones that do.
 */

/**
 * Days since 1970 of a day of the Gregorian calendar, from year 0 on: years begin in March, 400 of
 * them have 146,097 days.
 */
const DAYS = `arrayMap(k -> intDiv(k, 400) * 146097 + (k % 400) * 365 + intDiv(k % 400, 4) - intDiv(k % 400, 100), [y + 400 - (m <= 2)])[1]
  + intDiv(153 * (m + if(m > 2, -3, 9)) + 2, 5) + d - 1 - 865565`
const LENGTHS = `[31, 28 + (y % 4 = 0 AND (y % 100 != 0 OR y % 400 = 0)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]`
const IS_DAY = `m >= 1 AND m <= 12 AND d >= 1 AND d <= ${LENGTHS}[greatest(m, 1)]`
/** Milliseconds of the day: up to its end, written as 24:00. */
const IS_TIME = `mi < 60 AND s < 60 AND (h < 24 OR (h = 24 AND mi + s + toInt64OrZero(g[7]) = 0))`
const TIME = `(h * 3600 + mi * 60 + s) * 1000 + toInt64OrZero(substring(concat(g[7], '000'), 1, 3))`
const OFFSET = `if(startsWith(g[8], '-'), -1, 1) * (zh * 60 + zm) * 60000`

const numbered = (texts: readonly string[]): string => texts.map((text) => `[toInt64OrZero(${text})]`).join(', ')
const GROUPS = numbered([
  ...[1, 2, 3, 4, 5, 6].map((i) => `g[${i}]`),
  'substring(g[8], 2, 2)',
  "substring(replaceOne(g[8], ':', ''), 4, 2)",
])

/** The instant (Unix ms) of an ISO 8601 text, or NULL. */
function isoSql(text: string): string {
  const isInstant = `notEmpty(g) AND ${IS_DAY} AND ${IS_TIME} AND zh < 24 AND zm < 60`
  const instant = `if(${isInstant}, (${DAYS}) * 86400000 + ${TIME} - ${OFFSET}, NULL)`
  const reckoned = `arrayMap((y, m, d, h, mi, s, zh, zm) -> ${instant}, ${GROUPS})[1]`
  return `arrayMap(g -> ${reckoned}, [extractGroups(${text}, '${ISO_PATTERN}')])[1]`
}

/**
 * The instant (Unix ms) of a raw scalar, or NULL: ISO 8601, or Unix seconds as a number or its
 * text.
 */
function dateSql(raw: string): string {
  const seconds = `arrayMap(n -> if(ifNull(abs(n) <= ${SECONDS_MAX}, 0), toInt64(floor(assumeNotNull(n) * 1000 + 0.5)), NULL), [${numberSql(raw)}])[1]`
  return `coalesce(${isoSql(`JSONExtractString(${raw})`)}, ${seconds})`
}

/** The instants (Unix ms) of those raw scalars that are dates. */
export function datesSql(raws: string): string {
  return `arrayMap(d -> assumeNotNull(d), arrayFilter(d -> isNotNull(d), arrayMap(s -> ${dateSql('s')}, ${raws})))`
}

/**
 * Tests whether a date among raw scalars lies in the span before, or after, the instant `at` (an
 * expression).
 */
export function nearSql(raws: string, op: RelativeOp, at: string, spanMs: number, b: Bindings): string {
  const span = b.bind(spanMs, 'Int64')
  const within = op === 'in_next' ? `e > ${at} AND e <= ${at} + ${span}` : `e > ${at} - ${span} AND e <= ${at}`
  const test =
    op === 'not_in_last' ? `notEmpty(dates) AND NOT arrayExists(e -> ${within}, dates)` : `arrayExists(e -> ${within}, dates)`
  return `arrayExists(dates -> ${test}, [${datesSql(raws)}])`
}

/** Tests whether a date among raw scalars is before (`<`) or after (`>`) an instant (Unix ms). */
export function beforeOrAfterSql(raws: string, sign: '<' | '>', instant: number, b: Bindings): string {
  return `arrayExists(e -> e ${sign} ${b.bind(instant, 'Int64')}, ${datesSql(raws)})`
}
