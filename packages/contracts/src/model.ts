// Held by services/reporting/src/models/route.test.ts
import { z } from 'zod'
import { LOOKALIKE_SIZES, SEGMENT_ID } from './segment.ts'
import { Duration, durationMs, Selector } from './selector.ts'

/**
 * Models that say what people will do, and whom people are like, as `weir.config` keeps them under
 * `model:<id>` and `lookalike:<segment>`: what was asked for, how far it is, and what came of it.
 * What a model has learnt is kept beside, in a file.
 */

export const MODEL_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const HORIZON_DAYS_MAX = 366
const LOOKBACK_DAYS_MAX = 3_650

const span = (daysMax: number): z.ZodType<string, string> =>
  Duration.refine(
    (text) => durationMs(text) >= HOUR_MS && durationMs(text) <= daysMax * DAY_MS,
    `expected at least 1h and at most ${daysMax}d`,
  )
const Lookback = span(LOOKBACK_DAYS_MAX).default('90d').describe('How far back what people did is looked at.')

/** What `POST /v1/models/{id}/train` takes, but for `as_of`. */
export const ModelInput = z.strictObject({
  conversion: Selector.describe('What the model says the chance of: that a person does it at least once.'),
  horizon: span(HORIZON_DAYS_MAX).describe('Within which time from now on.'),
  lookback: Lookback,
})
export type ModelInput = z.infer<typeof ModelInput>

const SIZE_LIMITS = `expected ${LOOKALIKE_SIZES.min} to ${LOOKALIKE_SIZES.max}, as in a rule`
const Size = z.number().min(LOOKALIKE_SIZES.min, SIZE_LIMITS).max(LOOKALIKE_SIZES.max, SIZE_LIMITS)

/** What `PUT /v1/lookalikes/{segment}` takes. */
export const LookalikeInput = z.strictObject({
  sizes: z
    .array(Size)
    .min(1)
    .max(100)
    .refine((sizes) => new Set(sizes).size === sizes.length, 'give each size once')
    .default([0.01, 0.02, 0.05, 0.1])
    .describe('Shares of the people who may be modelled and are no members of the segment, such as .05: the most similar ones.'),
  exclude: z
    .array(z.string().regex(SEGMENT_ID, 'this is no segment id'))
    .max(100)
    .default([])
    .describe('Segments whose members are like nobody: they get no similarity.'),
  lookback: Lookback,
})
export type LookalikeInput = z.infer<typeof LookalikeInput>

export const MODEL_STATES = ['asked', 'training', 'publishing', 'done', 'failed'] as const

/**
 * What is done with a model at present, or was last. Instants are Unix ms.
 * - `task`: training ends with publishing what the new version says; `score` only does that anew.
 * - `as_of`: the end of what may be known. `scores_at`: since when the scores count.
 */
export const ModelRun = z.object({
  task: z.enum(['train', 'score']),
  state: z.enum(MODEL_STATES),
  progress: z.number().min(0).max(1),
  asked_at: z.int(),
  as_of: z.int(),
  scores_at: z.int().exactOptional(),
  ended_at: z.int().exactOptional(),
  reason: z.string().exactOptional(),
})
export type ModelRun = z.infer<typeof ModelRun>

const FeatureFigure = z.object({ feature: z.string(), value: z.number() })

/** What is known of a trained version. */
export const ModelCard = z.object({
  version: z.int(),
  trained_at: z.int(),
  kind: z.enum(['logistic', 'boosted']),
  calibrated_by: z.enum(['isotonic', 'platt']),
  from: z.int().describe('What happened from here'),
  to: z.int().describe('until here was looked at'),
  cuts: z.array(z.int()).describe('The instants before which features end, and after which labels begin'),
  people: z
    .object({
      share: z.number().describe('Of those who may be modelled, always the same ones: at most 100,000 examples are looked at'),
      fitted: z.int(),
      calibrated: z.int(),
      judged: z.int(),
      positives: z.int().describe('Of the judged ones, who did it'),
      cold: z.number().describe('The share of the judged ones who did nothing in the lookback'),
    })
    .describe('Examples: a person at each cut is one'),
  auc: z.number(),
  average_precision: z.number().describe('The area under the precision-recall curve'),
  brier: z.number(),
  calibration_error: z.number(),
  curve: z.array(z.object({ size: z.int(), said: z.number(), happened: z.number() })),
  lift: z.array(z.number()).describe('Of the best tenth, the best two tenths ... all'),
  importance: z.array(FeatureFigure).describe('By how much the AUC falls without it, the 20 that matter most'),
  stability: z
    .object({ score: z.number(), features: z.array(FeatureFigure) })
    .describe('The population stability index between the people fitted to and those judged; above .25 is much'),
  leak: z.object({ alarm: z.boolean(), reasons: z.array(z.string()) }).describe('Whether it is too good to be true'),
})
export type ModelCard = z.infer<typeof ModelCard>

/** Which version said what is published now. */
export const Publication = z.object({
  version: z.int(),
  at: z.int(),
  people: z.int().describe('Who got a score'),
  retracted: z.int().describe('Who had one, and may have none any more'),
  reached: z
    .array(z.object({ size: z.number(), share: z.number() }))
    .exactOptional()
    .describe('Of a lookalike: for each size the share that it is, which differs where many people have one score'),
})
export type Publication = z.infer<typeof Publication>

const learnt = {
  run: ModelRun,
  /** 0: nothing was learnt yet. */
  version: z.int(),
  card: ModelCard.exactOptional(),
  published: Publication.exactOptional(),
}

export const StoredModel = z.object({ ...ModelInput.shape, ...learnt })
export type StoredModel = z.infer<typeof StoredModel>

/** Sizes that were asked for before there were limits stay readable. */
export const StoredLookalike = z.object({ ...LookalikeInput.shape, sizes: z.array(z.number()), ...learnt })
export type StoredLookalike = z.infer<typeof StoredLookalike>

/** Whether something is still to be done. */
export function isUnderWay({ state }: Pick<ModelRun, 'state'>): boolean {
  return state !== 'done' && state !== 'failed'
}
