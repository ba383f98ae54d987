// Held by conversion.test.ts
import type { Sql } from '../shared/sql/sql.ts'
import { bind, sql } from '../shared/sql/sql.ts'
import type { Offsets } from '../shared/time/offsets.ts'
import type { Conversion } from './conversion.ts'
import { dayNumberSql } from './dimensions.ts'

const DAY_MS = 86_400_000

/**
 * The columns `money` and `money_currency` of the report's inner rows, from an amount and its
 * currency. Converted, an amount without a rate is NaN, and so is every sum that has it.
 */
export function moneySql(amount: Sql, currency: Sql, offsets: Offsets, conversion: Conversion | undefined): Sql {
  if (conversion === undefined) return sql`${amount} AS money, toString(${currency}) AS money_currency`
  const { to, used } = conversion
  const keys = bind(
    'Array(String)',
    used.map((one) => `${one.currency} ${Date.parse(one.day) / DAY_MS}`),
  )
  const rates = bind(
    'Array(Float64)',
    used.map(({ rate }) => rate),
  )
  const key = sql`concat(toString(${currency}), ' ', toString(${dayNumberSql(offsets)}))`
  const rate = used.length === 0 ? sql`nan` : sql`transform(${key}, ${keys}, ${rates}, nan)`
  return sql`toFloat64(${amount}) * if(toString(${currency}) = ${bind('String', to)}, 1., ${rate}) AS money, ${bind('String', to)} AS money_currency`
}
