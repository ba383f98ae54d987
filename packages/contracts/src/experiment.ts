import { z } from 'zod'
import { CurrencyCode } from './delivery.ts'
import { Selector } from './selector.ts'
import { SEGMENT_ID } from './segment.ts'

/** Experiments, as `weir.config` keeps them under `experiment:<id>`, and the global holdout. */

export const EXPERIMENT_ID = /^[a-z0-9][a-z0-9_-]{0,63}$/
const Id = z.string().regex(EXPERIMENT_ID, 'expected small letters, digits, "-" and "_", 64 at most')

/** The greatest share of people that may be kept out of all experiments. */
export const HOLDOUT_MAX = 0.5

/** What `PUT /v1/holdout` takes: people who are in no experiment at all. */
export const HoldoutInput = z.strictObject({
  share: z.number().min(0).max(HOLDOUT_MAX).describe('Of all people. Raising it takes people out of experiments that run.'),
})
export type Holdout = z.infer<typeof HoldoutInput>

const Arm = z.strictObject({
  id: Id,
  weight: z.number().gt(0).max(1_000_000).describe('In any unit: arms of 1 and 1 are halves.'),
})

/** What is measured of a person: how many events, or the sum of their values in one currency. */
const Measure = {
  event: Selector,
  sum: CurrencyCode.exactOptional().describe('Adds up the value in this currency; without it events are counted.'),
}
const metric = { id: Id, better: z.enum(['more', 'less']).default('more') }
const ExperimentMetric = z.discriminatedUnion('kind', [
  z.strictObject({ ...metric, kind: z.literal('share'), event: Selector.describe('Who does this at all.') }),
  z.strictObject({ ...metric, kind: z.literal('mean'), ...Measure }),
  z.strictObject({ ...metric, kind: z.literal('ratio'), ...Measure, per: z.strictObject(Measure) }),
])
export type ExperimentMetric = z.infer<typeof ExperimentMetric>

/** What `PUT /v1/experiments/{id}` takes. */
export const ExperimentInput = z.strictObject({
  name: z.string().min(1).max(200),
  hypothesis: z.string().max(2_000).default(''),
  unit: z.literal('person').default('person'),
  arms: z.array(Arm).min(2).max(10).describe('The first one is the control.'),
  traffic: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('The share of people who take part. It may change at any time: nobody changes their arm.'),
  segment: z.string().regex(SEGMENT_ID, 'this is no segment id').exactOptional().describe('Only its members are assigned.'),
  exclusive: z
    .strictObject({ group: Id, from: z.number().min(0).max(1), to: z.number().min(0).max(1) })
    .refine(({ from, to }) => from < to, { error: 'must be above "from"', path: ['to'] })
    .exactOptional()
    .describe('Its part of a group of experiments of which nobody is in two.'),
  primary: ExperimentMetric,
  guardrails: z.array(ExperimentMetric).max(20).default([]).describe('What must not get worse.'),
  secondary: z.array(ExperimentMetric).max(20).default([]),
  window: z.int().min(1).max(366).default(28).describe('Days after their first exposure in which what people do counts.'),
  lookback: z
    .int()
    .min(0)
    .max(366)
    .default(28)
    .describe('Days before it of which the covariate of CUPED is made; 0 leaves it out.'),
  alpha: z.number().min(0.001).max(0.2).default(0.05),
  power: z.number().min(0.5).max(0.99).default(0.8),
  effect: z
    .number()
    .gt(0)
    .max(10)
    .default(0.05)
    .describe('The least relative change of the primary metric worth finding: .05 is 5 %.'),
  correction: z.enum(['holm', 'benjamini_hochberg']).default('holm'),
  starts_at: z.iso.datetime({ offset: true, error: 'expected an instant such as 2024-05-01T00:00:00Z' }),
  ends_at: z.iso.datetime({ offset: true, error: 'expected an instant such as 2024-06-01T00:00:00Z' }).exactOptional(),
})
export type ExperimentInput = z.infer<typeof ExperimentInput>

/** As it is stored; `saved_at`: Unix ms. */
export const StoredExperiment = z.object({ ...ExperimentInput.shape, saved_at: z.int() })
export type Experiment = z.infer<typeof StoredExperiment> & { id: string }
