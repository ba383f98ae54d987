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
  'before',
  'after',
] as const
export const Op = z.enum(OPS)
export type Op = z.infer<typeof Op>

/** Operators on a trait that is a date, relative to the instant asked about: they have instants of their own. */
export const RELATIVE_OPS = ['in_last', 'not_in_last', 'in_next'] as const
export type RelativeOp = (typeof RELATIVE_OPS)[number]

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
  if (op === 'before' || op === 'after') return Instant.safeParse(value).success
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

/** A measure of a path carries the comparison beside it: `{ "sum": { "path": "properties.value", "gte": 100 } }`. */
const Measured = z
  .strictObject({ path: Path, ...Comparison.shape })
  .refine((m) => Object.keys(m).length === 2, 'give the path and exactly one of eq, ne, gt, gte, lt, lte, between')

/** Measures of a path: see docs/semantics.md for each. */
export const PATH_MEASURES = ['sum', 'avg', 'min', 'max', 'first', 'last', 'distinct'] as const
const MEASURES = ['count', 'active_days', ...PATH_MEASURES] as const

export const EventCondition = z
  .strictObject({
    event: Selector,
    within: Window,
    count: Comparison.exactOptional(),
    active_days: Comparison.exactOptional(),
    sum: Measured.exactOptional(),
    avg: Measured.exactOptional(),
    min: Measured.exactOptional(),
    max: Measured.exactOptional(),
    first: Measured.exactOptional(),
    last: Measured.exactOptional(),
    distinct: Measured.exactOptional(),
  })
  .refine((c) => MEASURES.filter((m) => c[m] !== undefined).length <= 1, `give at most one of ${MEASURES.join(', ')}`)
export type EventCondition = z.infer<typeof EventCondition>

/** A comparison of spans: `{ "gte": "7d" }`. */
const SpanComparison = z
  .strictObject({
    gt: Duration.exactOptional(),
    gte: Duration.exactOptional(),
    lt: Duration.exactOptional(),
    lte: Duration.exactOptional(),
  })
  .refine((c) => Object.keys(c).length === 1, 'give exactly one of gt, gte, lt, lte')
export type SpanComparison = z.infer<typeof SpanComparison>

/** How often, or how long ago, somebody was shown an ad: counts `AdImpression` events. */
export const ExposureCondition = z
  .strictObject({
    exposure: z.strictObject({
      campaign: Name.exactOptional(),
      adgroup: Name.exactOptional(),
      ad: Name.exactOptional(),
      creative: Name.exactOptional(),
    }),
    within: Window,
    count: Comparison.exactOptional(),
    since_last: SpanComparison.exactOptional(),
  })
  .refine((c) => [c.count, c.since_last].filter((x) => x !== undefined).length === 1, 'give exactly one of count, since_last')
export type ExposureCondition = z.infer<typeof ExposureCondition>

/** How much of what somebody does concerns one value, of all values of the same path. */
export const AffinityCondition = z
  .strictObject({
    affinity: z.strictObject({ by: Path, value: z.string().min(1).max(1024) }),
    within: Window,
    share: Comparison.exactOptional(),
    rank: Comparison.exactOptional(),
  })
  .refine((c) => [c.share, c.rank].filter((x) => x !== undefined).length === 1, 'give exactly one of share, rank')
export type AffinityCondition = z.infer<typeof AffinityCondition>

const EventStep = z.strictObject({ event: Selector })
const AbsentStep = z.strictObject({ absent: Selector, for: Duration })
export type SequenceStep = z.infer<typeof EventStep> | z.infer<typeof AbsentStep>

/** One event after another; the last step may be that something did not come. */
export const SequenceCondition = z
  .strictObject({
    sequence: z
      .array(z.union([EventStep, AbsentStep]))
      .min(2)
      .max(10),
    span: Duration,
    within: Window,
  })
  .superRefine(({ sequence }, ctx) => {
    sequence.forEach((step, i) => {
      if ('absent' in step && i < sequence.length - 1) {
        ctx.addIssue({ code: 'custom', message: 'only the last step can be absent', path: ['sequence', i] })
      }
    })
  })
export type SequenceCondition = z.infer<typeof SequenceCondition>

const opShape = Object.fromEntries(
  OPS.map((op) => [op, z.union([Scalar, z.array(Scalar).min(1).max(1000)]).exactOptional()]),
) as { [K in Op]: z.ZodExactOptional<z.ZodUnion<[typeof Scalar, z.ZodArray<typeof Scalar>]>> }

/** A test on the person's profile: `{ "trait": "country", "in": ["DE", "AT"] }`, `{ "trait": "birthday", "in_next": "7d" }`. */
export const TraitCondition = z
  .strictObject({
    trait: Path,
    ...opShape,
    in_last: Duration.exactOptional(),
    not_in_last: Duration.exactOptional(),
    in_next: Duration.exactOptional(),
  })
  .refine((c) => Object.keys(c).length === 2, 'give the trait and exactly one operator')
  .refine((c) => OPS.every((op) => !(op in c) || operandFits(op, c[op])), 'the value does not fit the operator')
export type TraitCondition = z.infer<typeof TraitCondition>

/** Members of another segment, consent included. */
export const SegmentReference = z.strictObject({ segment: z.string().min(1).max(64) })
export type SegmentReference = z.infer<typeof SegmentReference>

export type LeafCondition = EventCondition | ExposureCondition | AffinityCondition | SequenceCondition | TraitCondition
export type Condition = { all: Condition[] } | { any: Condition[] } | { not: Condition } | SegmentReference | LeafCondition

const kinds = {
  all: () => z.strictObject({ all: z.array(Condition).min(1).max(100) }),
  any: () => z.strictObject({ any: z.array(Condition).min(1).max(100) }),
  not: () => z.strictObject({ not: Condition }),
  event: () => EventCondition,
  exposure: () => ExposureCondition,
  affinity: () => AffinityCondition,
  sequence: () => SequenceCondition,
  trait: () => TraitCondition,
  segment: () => SegmentReference,
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
