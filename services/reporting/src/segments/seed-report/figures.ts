// Held by figures.test.ts
import type { SeedPerson } from './query.ts'

/** Of a distribution: so large a share of people is at or below each. */
export const QUANTILES = { p10: 0.1, p25: 0.25, p50: 0.5, p75: 0.75, p90: 0.9 } as const
export type SeedQuantiles = Record<keyof typeof QUANTILES, number>

/** How many people are of which kind. */
export interface Diversity {
  /** Of whom a kind is known. */
  people: number
  /** Kinds there are. */
  kinds: number
  /** The most frequent one. */
  largest: string
  /** How many are of it. */
  largestPeople: number
  /** How many kinds of the same size would be as diverse: 1 / sum of squared shares. */
  effective: number
}

/** The value of a seed's conversions in one currency, by person who converted for money. */
export interface SeedValue {
  currency: string
  people: number
  total: number
  /** The share of the total that the best tenth of these people (rounded up) has. */
  topShare: number
  quantiles: SeedQuantiles
}

/** By nearest rank: values that somebody has. @param values at least one. */
export function quantilesOf(values: readonly number[]): SeedQuantiles {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!
  return { p10: at(0.1), p25: at(0.25), p50: at(0.5), p75: at(0.75), p90: at(0.9) }
}

/**
 * The effective number is Hill's of order 2 (Hill 1973), the inverse of Simpson's concentration:
 * 1 if all are of one kind, the number of kinds if all are equally frequent.
 * @returns undefined if nothing is known of anybody.
 */
export function diversityOf(kinds: readonly string[]): Diversity | undefined {
  const counts = new Map<string, number>()
  for (const kind of kinds) if (kind !== '') counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const [first] = [...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  if (!first) return undefined
  const people = [...counts.values()].reduce((sum, n) => sum + n, 0)
  const concentration = [...counts.values()].reduce((sum, n) => sum + (n / people) ** 2, 0)
  return { people, kinds: counts.size, largest: first[0], largestPeople: first[1], effective: 1 / concentration }
}

const TENTH = 0.1

/**
 * @param asked the currency; that of most people if none is.
 * @returns undefined if nobody's conversions have a value in it, or nothing remains of all.
 */
export function seedValueOf(people: readonly SeedPerson[], asked?: string): SeedValue | undefined {
  const currency = asked ?? diversityOf(people.flatMap(({ values }) => [...values.keys()].map(toKind)))?.largest.slice(1)
  if (currency === undefined) return undefined
  const values = people.flatMap(({ values: own }) => own.get(currency) ?? [])
  const total = sum(values)
  if (values.length === 0 || total <= 0) return undefined
  const best = values.toSorted((a, b) => b - a).slice(0, Math.ceil(TENTH * values.length))
  return { currency, people: values.length, total, topShare: sum(best) / total, quantiles: quantilesOf(values) }
}

/** A currency without a name is a kind, too. */
function toKind(currency: string): string {
  return `=${currency}`
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
