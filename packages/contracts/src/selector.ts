import { z } from 'zod'
import { isoInstant } from './instants.ts'

/** The parts that conditions are made of: spans, comparisons, operators, which events, and when. */

/** Longer spans mean "all"; and instants that far ahead would not be exact any more. */
const DURATION_DAYS_MAX = 36_500

/** A span such as `30d`, `12h`, `90m`, `45s`, `250ms`. Days are 24 h. */
export const Duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h|d|w)$/, { error: 'expected a duration such as "30d", "12h", "15m", "45s" or "250ms"', abort: true })
  .refine(
    (text) => durationMs(text) <= DURATION_DAYS_MAX * 86_400_000,
    `expected at most ${DURATION_DAYS_MAX}d; the window "all" has no limit`,
  )

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** @returns the span in ms. @throws RangeError when it is not a duration. */
export function durationMs(text: string): number {
  const match = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text)
  if (!match) throw new RangeError(`not a duration: ${text}`)
  return Number(match[1]) * UNIT_MS[match[2]!]!
}

export const Scalar = z.union([z.string().max(1024), z.number(), z.boolean()])
/** See instants.ts; without a time it is midnight, without an offset UTC. */
export const Instant = z
  .string()
  .max(64)
  .refine(
    (text) => isoInstant(text) !== undefined,
    'expected a date that the calendar has, such as "2024-05-01" or "2024-05-01T12:00:00Z"',
  )

/** Exactly one of the comparisons. */
export const Comparison = z
  .strictObject({
    eq: z.number().exactOptional(),
    ne: z.number().exactOptional(),
    gt: z.number().exactOptional(),
    gte: z.number().exactOptional(),
    lt: z.number().exactOptional(),
    lte: z.number().exactOptional(),
    between: z.tuple([z.number(), z.number()]).exactOptional(),
  })
  .refine((c) => Object.keys(c).length === 1, 'give exactly one of eq, ne, gt, gte, lt, lte, between')
export type Comparison = z.infer<typeof Comparison>

/** Operators on a value of an event or a trait. A missing value satisfies `not_exists` only. */
export const OPS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'between',
  'in',
  'not_in',
  'contains',
  'starts_with',
  'exists',
  'not_exists',
  'before',
  'after',
] as const
export const Op = z.enum(OPS)
export type Op = z.infer<typeof Op>

/**
 * Operators on a trait that is a date, relative to the instant asked about: they have instants of
 * their own.
 */
export const RELATIVE_OPS = ['in_last', 'not_in_last', 'in_next'] as const
export type RelativeOp = (typeof RELATIVE_OPS)[number]

export const Path = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^.\s]+(\.[^.\s]+)*$/, 'expected a dotted path such as "properties.value"')

/** What is said where it is not so. */
export const VALUE_DOES_NOT_FIT = 'the value does not fit the operator'

export function operandFits(op: Op, value: unknown): boolean {
  if (op === 'exists' || op === 'not_exists') return value === undefined || value === true
  if (op === 'in' || op === 'not_in') return Array.isArray(value)
  if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every((v) => typeof v === 'number')
  if (op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte') return typeof value === 'number'
  if (op === 'contains' || op === 'starts_with') return typeof value === 'string'
  if (op === 'before' || op === 'after') return Instant.safeParse(value).success
  return value !== undefined && !Array.isArray(value)
}

/** Another path of the same event, to compare with. */
const OtherPath = z.strictObject({ path: Path })

/** Operators that compare with another path. */
export const PATH_OPS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'before', 'after'] as const
export type PathOp = (typeof PATH_OPS)[number]

export function isPathOperand(value: unknown): value is { path: string } {
  return typeof value === 'object' && value !== null && 'path' in value && typeof value.path === 'string'
}

/**
 * One test on an event: any scalar reached by `path` (arrays are walked) satisfies `op`, compared
 * with a value or with what another path of the event reaches.
 */
export const Where = z
  .strictObject({ path: Path, op: Op, value: z.union([Scalar, z.array(Scalar).min(1).max(1000), OtherPath]).exactOptional() })
  .refine((w) => (isPathOperand(w.value) ? PATH_OPS.some((op) => op === w.op) : operandFits(w.op, w.value)), VALUE_DOES_NOT_FIT)
export type Where = z.infer<typeof Where>

export const Name = z.string().min(1).max(256)

/** Which events: by name (one, several, or a prefix), source, and tests on the body. */
export const Selector = z
  .strictObject({
    name: Name.exactOptional(),
    names: z.array(Name).min(1).max(100).exactOptional(),
    name_prefix: Name.exactOptional(),
    where: z.array(Where).max(20).exactOptional(),
    source: Name.exactOptional(),
  })
  .refine(
    (s) => [s.name, s.names, s.name_prefix].filter((x) => x !== undefined).length === 1,
    'give exactly one of name, names, name_prefix',
  )
export type Selector = z.infer<typeof Selector>

/**
 * A span of time relative to the instant T at which the rule is asked. See docs/semantics.md for
 * the edges.
 */
export const Window = z.union([
  z.literal('all'),
  Duration,
  z.strictObject({ from: Duration, to: Duration }),
  z.strictObject({ since: Instant, until: Instant.exactOptional() }),
  z.strictObject({
    whole_days: z.int().min(1).max(3650),
    time_zone: z.string().max(64).exactOptional(),
    include_today: z.boolean().exactOptional(),
  }),
])
export type Window = z.infer<typeof Window>
