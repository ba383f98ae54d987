// Held by route.test.ts
import { keysOf, recordOf } from '@weir/contracts'
import { AD_COUNTS, WATCHED_US } from '@weir/warehouse'
import { z } from 'zod'
import type { Sql } from '../shared/sql/sql.ts'
import { join, sql, withParameters } from '../shared/sql/sql.ts'

/** Counts of facts about ads, which rollups have, too. */
const AD_SUMS = keysOf(AD_COUNTS)
const WATCHED = withParameters(WATCHED_US, {})

/**
 * What the warehouse adds up for one group, one expression each. They run over the report's inner
 * rows (see query.ts): `what` is the event's name, and '' for conversions, whose name is
 * `converted`; `money` is what an event cost or a conversion was worth, `credit` the share of a
 * conversion that is counted here; `is_landing` is 1 for landings, which are there beside the
 * events that tell of them.
 */
const COUNTS = {
  ...recordOf(AD_SUMS, (name) => withParameters(`${AD_COUNTS[name]} AS ${name}`, {})),
  landings: sql`countIf(is_landing = 1) AS landings`,
  all_clicks: sql`countIf(what = 'AdClick' OR is_landing = 1) AS all_clicks`,
  watch_time_ms: sql`toFloat64(${WATCHED}) / 1000 AS watch_time_ms`,
  conversions: sql`toFloat64(sumIf(credit, what = '')) AS conversions`,
  purchases: sql`toFloat64(sumIf(credit, converted = 'Purchase')) AS purchases`,
  reach: sql`uniqExactIf(person, what = 'AdImpression' AND person != '') AS reach`,
  persons: sql`uniqExactIf(person, person != '') AS persons`,
} as const

/** The same by currency: a map from currency ('' where the sender named none) to amount. */
const AMOUNT_TEXTS = {
  spend: `sumMapIf(map(money_currency, assumeNotNull(money)), what != '' AND money IS NOT NULL)`,
  value: `sumMapIf(map(money_currency, assumeNotNull(money)), what = '' AND money IS NOT NULL)`,
  purchase_value: `sumMapIf(map(money_currency, assumeNotNull(money)), converted = 'Purchase' AND money IS NOT NULL)`,
  valued_purchases: `sumMapIf(map(money_currency, credit), converted = 'Purchase' AND money IS NOT NULL)`,
} as const
const AMOUNTS = recordOf(keysOf(AMOUNT_TEXTS), (name) => withParameters(`${AMOUNT_TEXTS[name]} AS ${name}`, {}))

const MONEY = `'Map(String, Decimal(38, 6))'`
const CREDITS = `'Map(String, Decimal(38, 12))'`
const AMOUNT_TYPES = { spend: MONEY, value: MONEY, purchase_value: MONEY, valued_purchases: CREDITS } as const

export type CountSum = keyof typeof COUNTS
export type AmountSum = keyof typeof AMOUNTS
export type SumName = CountSum | AmountSum
export const COUNT_SUMS = keysOf(COUNTS)
export const AMOUNT_SUMS = keysOf(AMOUNTS)

/** The sums that an answer is made of. */
export type NeededSums = ReadonlySet<SumName>
const ALL_SUMS: NeededSums = new Set<SumName>([...COUNT_SUMS, ...AMOUNT_SUMS])

/**
 * The sums of one group. `reach` are distinct persons with an impression, `persons` those with
 * anything. An amount that cannot be known (a rate of exchange is missing) is NaN.
 */
export type Sums = Record<CountSum, number> & Record<AmountSum, Readonly<Record<string, number>>>

export function isAmountSum(sum: SumName): sum is AmountSum {
  return Object.hasOwn(AMOUNTS, sum)
}

/** All expressions, each under its name. */
export const SUMS_SQL: Sql = sumsSql()

/** The same of those that are needed; the others are 0 or have no currency. */
export function sumsSql(needed: NeededSums = ALL_SUMS): Sql {
  return join(
    [
      ...COUNT_SUMS.map((name) => (needed.has(name) ? COUNTS[name] : withParameters(`0 AS ${name}`, {}))),
      ...AMOUNT_SUMS.map((name) => (needed.has(name) ? AMOUNTS[name] : withParameters(`CAST(map(), ${MONEY}) AS ${name}`, {}))),
    ],
    ', ',
  )
}

const LANDED = { ...recordOf(AD_SUMS, (name) => COUNTS[name]), landings: COUNTS.landings, all_clicks: COUNTS.all_clicks } as const

/** Distinct persons do not add up: they come in one part, see {@link personPartsSql}. */
const NOBODY = {
  reach: sql`toUInt64(0) AS reach`,
  persons: sql`toUInt64(0) AS persons`,
} as const

/**
 * Each sum of a part of a group's rows, as it can be added up to the last digit; without distinct
 * persons.
 */
const PARTS = {
  ...LANDED,
  ...NOBODY,
  watch_time_ms: sql`${WATCHED} AS watched_us`,
  conversions: sql`sumIf(credit, what = '') AS conversions`,
  purchases: sql`sumIf(credit, converted = 'Purchase') AS purchases`,
  ...recordOf(AMOUNT_SUMS, (name) => withParameters(`CAST(${AMOUNT_TEXTS[name]}, ${AMOUNT_TYPES[name]}) AS ${name}`, {})),
} as const

/** The same of nothing. */
const NO_PARTS = {
  ...recordOf(keysOf(LANDED), (name) => withParameters(`toUInt64(0) AS ${name}`, {})),
  ...NOBODY,
  watch_time_ms: sql`toInt128(0) AS watched_us`,
  conversions: sql`toDecimal128(0, 12) AS conversions`,
  purchases: sql`toDecimal128(0, 12) AS purchases`,
  ...recordOf(AMOUNT_SUMS, (name) => withParameters(`CAST(map(), ${AMOUNT_TYPES[name]}) AS ${name}`, {})),
} as const satisfies Record<keyof typeof PARTS, Sql>

/** The same of the cells of a rollup, which are about ads alone. */
const CELL_PARTS = {
  ...NO_PARTS,
  ...recordOf(AD_SUMS, (name) => withParameters(`sum(c.${name}) AS ${name}`, {})),
  all_clicks: sql`sum(c.clicks) AS all_clicks`,
  watch_time_ms: sql`sum(c.watched_us) AS watched_us`,
  spend: withParameters(`CAST(sumMap(c.spend), ${MONEY}) AS spend`, {}),
} as const satisfies Record<keyof typeof PARTS, Sql>

/** The same of conversions and landings alone, where all about ads is told elsewhere. */
const CONVERSION_PARTS = {
  ...PARTS,
  ...recordOf(AD_SUMS, (name) => NO_PARTS[name]),
  all_clicks: sql`countIf(is_landing = 1) AS all_clicks`,
  watch_time_ms: NO_PARTS.watch_time_ms,
  spend: NO_PARTS.spend,
} as const satisfies Record<keyof typeof PARTS, Sql>

/** Sums that are counted person by person. */
export const PERSON_SUMS = keysOf(NOBODY)

/** Whether there are sums besides those of persons. */
export function hasSums(needed: NeededSums = ALL_SUMS): boolean {
  return [...needed].some((sum) => !Object.hasOwn(NOBODY, sum))
}

/** Parts that {@link MERGED_SQL} adds up, of a report's inner rows (c). */
export function partsSql(needed: NeededSums = ALL_SUMS): Sql {
  return neededOf(PARTS, needed)
}

/** The same of rows without facts about ads. */
export function conversionPartsSql(needed: NeededSums = ALL_SUMS): Sql {
  return neededOf(CONVERSION_PARTS, needed)
}

/**
 * The part that has the distinct persons and nothing else.
 * @param counts by default those of a report's inner rows.
 */
export function personPartsSql(counts: Record<(typeof PERSON_SUMS)[number], Sql> = COUNTS): Sql {
  const parts = { ...NO_PARTS, reach: counts.reach, persons: counts.persons }
  return join(
    keysOf(NO_PARTS).map((name) => parts[name]),
    ', ',
  )
}

/** The same of cells. */
export function cellPartsSql(needed: NeededSums = ALL_SUMS): Sql {
  return neededOf(CELL_PARTS, needed)
}

function neededOf(parts: Record<keyof typeof PARTS, Sql>, needed: NeededSums): Sql {
  return join(
    keysOf(NO_PARTS).map((name) => (needed.has(name) ? parts[name] : NO_PARTS[name])),
    ', ',
  )
}

/** {@link SUMS_SQL} of parts (p). */
export const MERGED_SQL: Sql = join(
  [
    ...keysOf(LANDED).map((name) => withParameters(`sum(p.${name}) AS ${name}`, {})),
    sql`toFloat64(sum(p.watched_us)) / 1000 AS watch_time_ms`,
    sql`toFloat64(sum(p.conversions)) AS conversions`,
    sql`toFloat64(sum(p.purchases)) AS purchases`,
    ...PERSON_SUMS.map((name) => withParameters(`sum(p.${name}) AS ${name}`, {})),
    ...AMOUNT_SUMS.map((name) => withParameters(`sumMap(p.${name}) AS ${name}`, {})),
  ],
  ', ',
)

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
