import { z } from 'zod'
import { Purpose } from './consent.ts'

/** A span such as `30d`, `12h`, `90m`, `45s`, `250ms`. Days are 24 h. */
export const Duration = z
  .string()
  .regex(/^\d{1,9}(ms|s|m|h|d|w)$/, 'expected a duration such as "30d", "12h", "15m", "45s" or "250ms"')

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** @returns the span in ms. @throws RangeError when it is not a duration. */
export function durationMs(text: string): number {
  const match = /^(\d{1,9})(ms|s|m|h|d|w)$/.exec(text)
  if (!match) throw new RangeError(`not a duration: ${text}`)
  return Number(match[1]) * (UNIT_MS[match[2] as string] as number)
}

const Scalar = z.union([z.string().max(1024), z.number(), z.boolean()])
const Instant = z.union([z.iso.datetime({ offset: true }), z.iso.date()])

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
] as const
export const Op = z.enum(OPS)
export type Op = z.infer<typeof Op>

const Path = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^.\s]+(\.[^.\s]+)*$/, 'expected a dotted path such as "properties.value"')

function operandFits(op: Op, value: unknown): boolean {
  if (op === 'exists' || op === 'not_exists') return value === undefined || value === true
  if (op === 'in' || op === 'not_in') return Array.isArray(value)
  if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every((v) => typeof v === 'number')
  if (op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte') return typeof value === 'number'
  if (op === 'contains' || op === 'starts_with') return typeof value === 'string'
  return value !== undefined && !Array.isArray(value)
}

/** One test on an event: any scalar reached by `path` (arrays are walked) satisfies `op`. */
export const Where = z
  .strictObject({ path: Path, op: Op, value: z.union([Scalar, z.array(Scalar).min(1).max(1000)]).exactOptional() })
  .refine((w) => operandFits(w.op, w.value), 'the value does not fit the operator')
export type Where = z.infer<typeof Where>

const Name = z.string().min(1).max(256)

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

/** A span of time relative to the instant T at which the rule is asked. See docs/semantics.md for the edges. */
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

/** `sum` and `distinct` name the path and carry the comparison beside it: `{ "sum": { "path": "properties.value", "gte": 100 } }`. */
const Measured = z
  .strictObject({ path: Path, ...Comparison.shape })
  .refine((m) => Object.keys(m).length === 2, 'give the path and exactly one of eq, ne, gt, gte, lt, lte, between')

export const EventCondition = z
  .strictObject({
    event: Selector,
    within: Window,
    count: Comparison.exactOptional(),
    sum: Measured.exactOptional(),
    distinct: Measured.exactOptional(),
  })
  .refine(
    (c) => [c.count, c.sum, c.distinct].filter((x) => x !== undefined).length <= 1,
    'give at most one of count, sum, distinct',
  )
export type EventCondition = z.infer<typeof EventCondition>

const opShape = Object.fromEntries(
  OPS.map((op) => [op, z.union([Scalar, z.array(Scalar).min(1).max(1000)]).exactOptional()]),
) as { [K in Op]: z.ZodExactOptional<z.ZodUnion<[typeof Scalar, z.ZodArray<typeof Scalar>]>> }

/** A test on the person's profile: `{ "trait": "country", "in": ["DE", "AT"] }`. */
export const TraitCondition = z
  .strictObject({ trait: Path, ...opShape })
  .refine((c) => Object.keys(c).length === 2, 'give the trait and exactly one operator')
  .refine((c) => OPS.every((op) => !(op in c) || operandFits(op, c[op])), 'the value does not fit the operator')
export type TraitCondition = z.infer<typeof TraitCondition>

export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | EventCondition | TraitCondition

const kinds = {
  all: () => z.strictObject({ all: z.array(Condition).min(1).max(100) }),
  any: () => z.strictObject({ any: z.array(Condition).min(1).max(100) }),
  not: () => z.strictObject({ not: Condition }),
  event: () => EventCondition,
  trait: () => TraitCondition,
} as const

/**
 * A rule. The kind is read off the key that is there, so that a fault is reported against that kind
 * (a plain union would only say "invalid input").
 */
export const Condition: z.ZodType<Condition> = z.unknown().transform((value, ctx): Condition => {
  const given = typeof value === 'object' && value !== null ? Object.keys(kinds).filter((k) => Object.hasOwn(value, k)) : []
  if (given.length !== 1) {
    ctx.addIssue({ code: 'custom', message: `a condition has exactly one of ${Object.keys(kinds).join(', ')}` })
    return z.NEVER
  }
  const parsed = kinds[given[0] as keyof typeof kinds]().safeParse(value)
  if (parsed.success) return parsed.data as Condition
  for (const issue of parsed.error.issues) ctx.addIssue({ code: 'custom', message: issue.message, path: issue.path })
  return z.NEVER
})

export const SEGMENT_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** What `PUT /v1/segments/{id}` takes. */
export const SegmentInput = z.strictObject({
  name: z.string().min(1).max(200),
  description: z.string().max(2000).exactOptional(),
  rule: Condition,
  purposes: z.array(Purpose).exactOptional(),
  min_size: z.int().min(0).exactOptional(),
})
export type SegmentInput = z.infer<typeof SegmentInput>

/** A stored segment: the input with its id, number (see ids.ts) and version (1, 2, ... per id). */
export interface SegmentDefinition extends SegmentInput {
  id: string
  number: number
  version: number
}
