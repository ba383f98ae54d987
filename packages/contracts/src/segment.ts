import { recordOf } from './objects.ts'
import { z } from 'zod'
import { Purpose } from './consent.ts'
import { Comparison, Duration, Name, OPS, operandFits, Path, Scalar, Selector, VALUE_DOES_NOT_FIT, Window } from './selector.ts'
import { CAMPAIGNS_MAX, explainIssues } from './rules/explain.ts'
import { CONDITION_KINDS } from './rules/kind-of.ts'
import { kindMeant } from './rules/kinds.ts'
import { MEASURES, PATH_MEASURES } from './rules/measures.ts'
import type { PathMeasure } from './rules/measures.ts'
import { RESERVED_TRAIT, STATED_TRAITS } from './reserved-traits.ts'
import type { StoredThreshold } from './threshold.ts'

/**
 * A measure of a path carries the comparison beside it: `{ "sum": { "path": "properties.value",
 * "gte": 100 } }`.
 */
const Measured = z
  .strictObject({ path: Path, ...Comparison.shape })
  .refine((m) => Object.keys(m).length === 2, 'give the path and exactly one of eq, ne, gt, gte, lt, lte, between')

/** An optional field for every measure of a path. */
function perPathMeasure<S extends z.ZodType>(schema: S): Record<PathMeasure, z.ZodExactOptional<S>> {
  return recordOf(PATH_MEASURES, () => z.exactOptional(schema))
}

/**
 * A measure of the events of a window. With `per`, the measure is taken for each value of a path by
 * itself, and one of them has to reach the comparison: `{ "per": "video.video_id", "count": {
 * "gte": 2 } }` is twice the same video. With `since`, only events after the newest of other
 * events are looked at: `{ "since": { "event": { "name": "AddToCart" } }, "count": { "lt": 1 } }`.
 */
export const EventCondition = z
  .strictObject({
    event: Selector,
    within: Window,
    per: Path.exactOptional(),
    since: z.strictObject({ event: Selector }).exactOptional(),
    count: Comparison.exactOptional(),
    active_days: Comparison.exactOptional(),
    ...perPathMeasure(Measured),
  })
  .refine((c) => MEASURES.filter((m) => c[m] !== undefined).length <= 1, `give at most one of ${MEASURES.join(', ')}`)
  .refine((c) => c.per === undefined || c.since === undefined, 'give at most one of per, since')
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

/** One campaign, or any of several. */
const Campaigns = z.union([Name, z.array(Name).min(1).max(CAMPAIGNS_MAX)])

/** The most impressions that a cool-down may follow: as many are always kept as they came. */
export const COOL_DOWN_COUNT_MAX = 500

/**
 * How often, or how long ago, a person was shown an ad: counts `AdImpression` events. With
 * `cool_down` the condition also holds for so long after the impression that reached the count.
 */
export const ExposureCondition = z
  .strictObject({
    exposure: z.strictObject({
      campaign: Campaigns.exactOptional(),
      adgroup: Name.exactOptional(),
      ad: Name.exactOptional(),
      creative: Name.exactOptional(),
    }),
    within: Window,
    count: Comparison.exactOptional(),
    since_last: SpanComparison.exactOptional(),
    cool_down: Duration.exactOptional(),
  })
  .refine((c) => [c.count, c.since_last].filter((x) => x !== undefined).length === 1, 'give exactly one of count, since_last')
  .refine(
    ({ cool_down, within }) => cool_down === undefined || (typeof within === 'string' && within !== 'all'),
    'with cool_down the window is a duration, such as within: "7d"',
  )
  .refine(
    ({ cool_down, count }) => cool_down === undefined || isReached(count?.gte),
    `with cool_down the count is { gte: n }, n a whole number from 1 to ${COOL_DOWN_COUNT_MAX}`,
  )
export type ExposureCondition = z.infer<typeof ExposureCondition>

function isReached(count: number | undefined): boolean {
  return count !== undefined && Number.isInteger(count) && count >= 1 && count <= COOL_DOWN_COUNT_MAX
}

/**
 * The campaign of the first, or last, event of a window that names one: `{ "touch": "first",
 * "campaign": "k1", "within": "all" }`.
 */
export const TouchCondition = z.strictObject({
  touch: z.enum(['first', 'last']),
  campaign: Campaigns,
  within: Window,
})
export type TouchCondition = z.infer<typeof TouchCondition>

/** How much of what a person does concerns one value, of all values of the same path. */
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

/** A key of `traits` as the sender wrote it: a dot in it is a dot. */
const TraitKey = z
  .string()
  .max(256)
  .regex(/^\S(.*\S)?$/, 'expected the key of a trait, without spaces around it')
  .refine(
    (key) => !key.startsWith(RESERVED_TRAIT) || Object.values<string>(STATED_TRAITS).includes(key),
    'traits that begin with "$" are our own: use $country, $device, score or lookalike',
  )

const opShape = recordOf(OPS, () => z.union([Scalar, z.array(Scalar).min(1).max(1000)]).exactOptional())

/**
 * A test on the person's profile: `{ "trait": "country", "in": ["DE", "AT"] }`, `{ "trait":
 * "birthday", "in_next": "7d" }`; with `for`, the test must have held for that long without
 * interruption: `{ "trait": "plan", "eq": "gold", "for": "30d" }`.
 */
export const TraitCondition = z
  .strictObject({
    trait: TraitKey,
    ...opShape,
    in_last: Duration.exactOptional(),
    not_in_last: Duration.exactOptional(),
    in_next: Duration.exactOptional(),
    for: Duration.exactOptional(),
  })
  .refine((c) => Object.keys(c).length === ('for' in c ? 3 : 2), 'give the trait and exactly one operator')
  .refine((c) => OPS.every((op) => !(op in c) || operandFits(op, c[op])), VALUE_DOES_NOT_FIT)
export type TraitCondition = z.infer<typeof TraitCondition>

const counted = z.literal(true).exactOptional()

/** What people are ranked by: the measure of an event condition, without a comparison. */
const Quantity = z
  .strictObject({
    event: Selector,
    count: counted,
    active_days: counted,
    ...perPathMeasure(z.strictObject({ path: Path })),
  })
  .refine((c) => MEASURES.filter((m) => c[m] !== undefined).length <= 1, `give at most one of ${MEASURES.join(', ')}`)

const Additive = z
  .strictObject({
    event: Selector,
    count: counted,
    active_days: counted,
    sum: z.strictObject({ path: Path }).exactOptional(),
    distinct: z.strictObject({ path: Path }).exactOptional(),
  })
  .refine((c) => Object.keys(c).length <= 2, 'give at most one of count, active_days, sum, distinct')

/**
 * One measure divided by another, over the same window: `{ "ratio": [{ "event": { "name":
 * "Purchase" } }, { "event": { "name": "ViewContent" } }], "within": "30d", "gte": 0.1 }`.
 */
export const RatioCondition = z
  .strictObject({ ratio: z.tuple([Additive, Additive]), within: Window, ...Comparison.shape })
  .refine((c) => Object.keys(c).length === 3, 'give exactly one of eq, ne, gt, gte, lt, lte, between')
export type RatioCondition = z.infer<typeof RatioCondition>

/**
 * The best `top` of all people by a measure: `{ "percentile": { "of": { "event": ..., "sum": {
 * "path": ... } }, "within": "90d" }, "top": 0.1 }`.
 */
export const PercentileCondition = z.strictObject({
  percentile: z.strictObject({ of: Quantity, within: Window }),
  top: z.number().gt(0).lt(1),
})
export type PercentileCondition = z.infer<typeof PercentileCondition>

/**
 * What a model says of a person: its score itself, or in how many of a hundred parts of all people
 * it lies below.
 */
export const ScoreCondition = z
  .strictObject({
    score: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'expected a model id'),
    percentile: Comparison.exactOptional(),
    probability: Comparison.exactOptional(),
  })
  .refine((c) => Object.keys(c).length === 2, 'give the score and exactly one of percentile, probability')
export type ScoreCondition = z.infer<typeof ScoreCondition>

/** What size a lookalike may have. */
export const LOOKALIKE_SIZES = { min: 0.01, max: 0.2 } as const

/** The people most like the members of a segment; `size` is a share of all people. */
export const LookalikeCondition = z.strictObject({
  lookalike: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'expected a segment id'),
  size: z.number().min(LOOKALIKE_SIZES.min).max(LOOKALIKE_SIZES.max),
})
export type LookalikeCondition = z.infer<typeof LookalikeCondition>

/** Conditions that compare a person with what a batch run publishes: see threshold.ts. */
export type PublishedCondition = PercentileCondition | ScoreCondition | LookalikeCondition

/** Members of another segment, consent included. */
export const SegmentReference = z.strictObject({ segment: z.string().min(1).max(64) })
export type SegmentReference = z.infer<typeof SegmentReference>

export type LeafCondition =
  | EventCondition
  | RatioCondition
  | TouchCondition
  | ExposureCondition
  | AffinityCondition
  | SequenceCondition
  | TraitCondition
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | SegmentReference
  | PublishedCondition
  | LeafCondition

const schemas = {
  all: () => z.strictObject({ all: z.array(Condition).min(1).max(100) }),
  any: () => z.strictObject({ any: z.array(Condition).min(1).max(100) }),
  not: () => z.strictObject({ not: Condition }),
  event: () => EventCondition,
  exposure: () => ExposureCondition,
  affinity: () => AffinityCondition,
  ratio: () => RatioCondition,
  touch: () => TouchCondition,
  sequence: () => SequenceCondition,
  trait: () => TraitCondition,
  score: () => ScoreCondition,
  percentile: () => PercentileCondition,
  lookalike: () => LookalikeCondition,
  segment: () => SegmentReference,
} satisfies Record<(typeof CONDITION_KINDS)[number], () => z.ZodType>

/** The kinds of conditions, each as a schema of its own: for descriptions of a rule. */
export function conditionSchemas(): z.ZodType[] {
  return CONDITION_KINDS.map((kind) => schemas[kind]())
}

/** What came since other events is looked at however long ago that was, without a window. */
function withWindow(condition: unknown): unknown {
  if (typeof condition !== 'object' || condition === null) return condition
  return 'since' in condition && !('within' in condition) ? { ...condition, within: 'all' } : condition
}

const GROUPS = new Set(['all', 'any', 'not'])

/**
 * A rule. The kind is read off the key that is there, so that a fault is reported against that kind
 * (a plain union would only say "invalid input"), with the form that was meant where that can be
 * told (rules/explain.ts).
 */
export const Condition: z.ZodType<Condition> = z.unknown().transform((value, ctx): Condition => {
  const isObject = typeof value === 'object' && value !== null
  const given = isObject ? CONDITION_KINDS.filter((k) => Object.hasOwn(value, k)) : []
  if (given[0] === 'score' && given[1] === 'percentile') given.splice(1, 1)
  const [kind] = given
  if (given.length !== 1 || kind === undefined) {
    ctx.addIssue({ code: 'custom', message: kindMeant(value, CONDITION_KINDS, given) })
    return z.NEVER
  }
  const parsed = schemas[kind]().safeParse(kind === 'event' ? withWindow(value) : value)
  if (parsed.success) return parsed.data as Condition
  for (const issue of parsed.error.issues) {
    // The conditions inside one have said theirs already.
    const isInner = issue.code === 'custom' && GROUPS.has(kind)
    const faults = isInner ? [issue] : explainIssues(value, [issue])
    for (const { path, message, params = {} } of faults) ctx.addIssue({ code: 'custom', path, message, params })
  }
  return z.NEVER
})

/**
 * An id of a segment's own, that of a journey's step (`journey.<journey>.<step>`), or that of an
 * exposure policy (`exposure.<policy>`).
 */
export const SEGMENT_ID =
  /^(?:[a-z0-9][a-z0-9_-]{0,63}|journey\.[a-z0-9][a-z0-9_-]{0,31}\.[a-z0-9][a-z0-9_-]{0,19}|exposure\.[a-z0-9][a-z0-9_-]{0,54})$/

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
  /** The thresholds in force that its rule itself compares with. */
  thresholds?: readonly StoredThreshold[]
}
