// Held by route.test.ts
import { keysOf, recordOf } from '@weir/contracts'
import { z } from 'zod'
import type { Sql } from '../shared/sql/sql.ts'
import { join, sql } from '../shared/sql/sql.ts'

/**
 * What the warehouse adds up for one group, one expression each. They run over the report's inner
 * rows (see query.ts): `what` is the event's name, and '' for conversions, whose name is
 * `converted`; `money` is what an event cost or a conversion was worth, `credit` the share of a
 * conversion that is counted here; `is_landing` is 1 for landings, which are there beside the
 * events that tell of them.
 */
const COUNTS = {
  impressions: sql`countIf(what = 'AdImpression') AS impressions`,
  clicks: sql`countIf(what = 'AdClick') AS clicks`,
  landings: sql`countIf(is_landing = 1) AS landings`,
  all_clicks: sql`countIf(what = 'AdClick' OR is_landing = 1) AS all_clicks`,
  plays: sql`countIf(what = 'VideoView') AS plays`,
  plays_with_duration: sql`countIf(what = 'VideoView' AND duration_ms > 0) AS plays_with_duration`,
  p25: sql`countIf(what = 'VideoView' AND duration_ms > 0 AND watched_ms >= duration_ms * 0.25) AS p25`,
  p50: sql`countIf(what = 'VideoView' AND duration_ms > 0 AND watched_ms >= duration_ms * 0.5) AS p50`,
  p75: sql`countIf(what = 'VideoView' AND duration_ms > 0 AND watched_ms >= duration_ms * 0.75) AS p75`,
  completions: sql`countIf(what = 'VideoView' AND duration_ms > 0 AND watched_ms >= duration_ms) AS completions`,
  plays_with_watch_time: sql`countIf(what = 'VideoView' AND watched_ms IS NOT NULL) AS plays_with_watch_time`,
  watched_2s: sql`countIf(what = 'VideoView' AND watched_ms >= 2000) AS watched_2s`,
  watched_6s: sql`countIf(what = 'VideoView' AND watched_ms >= 6000) AS watched_6s`,
  watch_time_ms: sql`ifNull(sumIf(watched_ms, what = 'VideoView'), 0) AS watch_time_ms`,
  likes: sql`countIf(what = 'Like') AS likes`,
  comments: sql`countIf(what = 'Comment') AS comments`,
  shares: sql`countIf(what = 'Share') AS shares`,
  follows: sql`countIf(what = 'Follow') AS follows`,
  interactions: sql`countIf(what IN ('Like', 'Comment', 'Share', 'Follow', 'AdClick')) AS interactions`,
  conversions: sql`toFloat64(sumIf(credit, what = '')) AS conversions`,
  purchases: sql`toFloat64(sumIf(credit, converted = 'Purchase')) AS purchases`,
  reach: sql`uniqExactIf(person, what = 'AdImpression' AND person != '') AS reach`,
  persons: sql`uniqExactIf(person, person != '') AS persons`,
} as const

/** The same by currency: a map from currency ('' where the sender named none) to amount. */
const AMOUNTS = {
  spend: sql`sumMapIf(map(money_currency, assumeNotNull(money)), what != '' AND money IS NOT NULL) AS spend`,
  value: sql`sumMapIf(map(money_currency, assumeNotNull(money)), what = '' AND money IS NOT NULL) AS value`,
  purchase_value: sql`sumMapIf(map(money_currency, assumeNotNull(money)), converted = 'Purchase' AND money IS NOT NULL) AS purchase_value`,
  valued_purchases: sql`sumMapIf(map(money_currency, credit), converted = 'Purchase' AND money IS NOT NULL) AS valued_purchases`,
} as const

export type CountSum = keyof typeof COUNTS
export type AmountSum = keyof typeof AMOUNTS
export type SumName = CountSum | AmountSum
export const COUNT_SUMS = keysOf(COUNTS)
export const AMOUNT_SUMS = keysOf(AMOUNTS)

/**
 * The sums of one group. `reach` are distinct persons with an impression, `persons` those with
 * anything. An amount that cannot be known (a rate of exchange is missing) is NaN.
 */
export type Sums = Record<CountSum, number> & Record<AmountSum, Readonly<Record<string, number>>>

export function isAmountSum(sum: SumName): sum is AmountSum {
  return Object.hasOwn(AMOUNTS, sum)
}

/** All expressions, each under its name. */
export const SUMS_SQL: Sql = join([...Object.values(COUNTS), ...Object.values(AMOUNTS)], ', ')

const Amount = z.union([z.string(), z.number(), z.null()]).transform((amount) => (amount === null ? Number.NaN : Number(amount)))

/** The columns of {@link SUMS_SQL} in an answer of the warehouse. */
export const SumColumns = {
  ...recordOf(COUNT_SUMS, () => z.coerce.number()),
  ...recordOf(AMOUNT_SUMS, () => z.record(z.string(), Amount)),
}

export const NO_SUMS: Sums = { ...recordOf(COUNT_SUMS, () => 0), ...recordOf(AMOUNT_SUMS, () => ({})) }

/** Of what is shared by several touches, sums are told to the millionth: a third is no decimal. */
export function roundedSums(sums: Sums): Sums {
  const rounded = { ...sums }
  for (const name of SHARED_COUNTS) rounded[name] = toMillionth(sums[name])
  for (const name of SHARED_AMOUNTS)
    rounded[name] = Object.fromEntries(Object.entries(sums[name]).map(([currency, amount]) => [currency, toMillionth(amount)]))
  return rounded
}

const SHARED_COUNTS = ['conversions', 'purchases'] as const
const SHARED_AMOUNTS = ['value', 'purchase_value', 'valued_purchases'] as const

function toMillionth(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
