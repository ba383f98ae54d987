// Held by query.test.ts
import { z } from 'zod'

/** By what events are told apart; `hour` is a quarter of the day (UTC), 0 to 3. */
const COLUMNS = ['name', 'category', 'source', 'device', 'hour', 'currency'] as const

/**
 * One number of what a person did in the lookback before a cut, as data that is kept with a model.
 * - `count` of events, `active_days`, `distinct` values of a column, `sum` of their values;
 * - `recency` and `age`: days since the last and the first of them, not known where there is none.
 * With `value` only events that have it in the column count, with `days` only those of so many
 * days before the cut.
 */
export const Feature = z.object({
  measure: z.enum(['count', 'active_days', 'distinct', 'sum', 'recency', 'age']),
  of: z.enum(COLUMNS).exactOptional(),
  value: z.string().exactOptional(),
  days: z.int().exactOptional(),
})
export type Feature = z.infer<typeof Feature>

/** A value that events have in a column. */
export interface SeenValue {
  of: (typeof COLUMNS)[number]
  value: string
}

const SHORT_DAYS = 7
const HOUR_PARTS = ['0', '1', '2', '3']

/** So many values of a column, those of most people, have features of their own. */
export const VALUES_MAX: Readonly<Record<string, number>> = { name: 12, category: 12, source: 5, device: 4, currency: 3 }

/** What is looked at where these values are seen: at most 72 features. */
export function featuresFor(seen: readonly SeenValue[]): Feature[] {
  const valuesOf = (column: SeenValue['of']): string[] => seen.flatMap(({ of, value }) => (of === column ? [value] : []))
  const each = (of: SeenValue['of'], make: (one: SeenValue) => Feature[]): Feature[] =>
    valuesOf(of).flatMap((value) => make({ of, value }))
  return [
    { measure: 'count' },
    { measure: 'count', days: SHORT_DAYS },
    { measure: 'recency' },
    { measure: 'age' },
    { measure: 'active_days' },
    { measure: 'distinct', of: 'name' },
    { measure: 'distinct', of: 'category' },
    ...each('name', (one) => [
      { measure: 'count', ...one },
      { measure: 'count', ...one, days: SHORT_DAYS },
      { measure: 'recency', ...one },
    ]),
    ...each('category', (one) => [{ measure: 'count', ...one }]),
    ...each('source', (one) => [{ measure: 'count', ...one }]),
    ...each('device', (one) => [{ measure: 'count', ...one }]),
    ...HOUR_PARTS.map((value): Feature => ({ measure: 'count', of: 'hour', value })),
    ...each('currency', (one) => [{ measure: 'sum', ...one }]),
  ]
}

/** How a card names it: `recency name Purchase`, `count 7d`. */
export function featureName({ measure, of, value, days }: Feature): string {
  return [measure, of, value, days === undefined ? undefined : `${days}d`].filter((part) => part !== undefined).join(' ')
}
