// Held by route.test.ts
import type { Experiment } from '@weir/contracts'
import { PEOPLE_MIN } from '@weir/experiments'
import type { Effect } from '@weir/experiments'
import { z } from 'zod'
import type { Analysis, ResultRow } from './analyse.ts'

const Figure = z.number().nullable()
const Ends = z.object({ low: z.number(), high: z.number() })
const EffectAnswer = z
  .object({
    value: z.number(),
    fixed: Ends.describe('For who looks once, at the end'),
    always: Ends.describe('Has the true value in it at all looks together, however often one looks'),
  })
  .nullable()

const MetricRow = z.object({
  role: z.enum(['primary', 'guardrail', 'secondary']),
  metric: z.string(),
  better: z.enum(['more', 'less']),
  arm: z.string(),
  people: z.int(),
  value: Figure,
  control: Figure,
  effect: EffectAnswer.describe('The difference, in the unit of the metric'),
  relative: EffectAnswer.describe("The difference as a share of the control's value; null where that may be 0"),
  p_fixed: Figure.describe('For who looks once; not corrected'),
  p: Figure.describe('May be looked at again and again; corrected for the number of arms and metrics, but not of guard-rails'),
  variance_reduction: Figure.describe('The share of the noise that was taken away by what people did before (CUPED)'),
  incremental: z
    .object({ conversions: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe('People who converted beyond those who would have as the control; of shares'),
  incremental_cpa: z
    .array(z.object({ currency: z.string(), value: z.number(), low: z.number(), high: Figure }))
    .describe('What each of them has cost; no high end where there may be none'),
})

export const ResultsFields = {
  experiment: z.string(),
  state: z.enum(['planned', 'running', 'stopped']),
  from: z.string(),
  to: z.string(),
  decision: z.object({
    verdict: z.enum(['waiting', 'broken', 'harmful', 'better', 'worse', 'no_difference', 'continue']),
    arm: z.string().nullable(),
    text: z.string(),
  }),
  arms: z.array(z.object({ arm: z.string(), planned: z.number(), people: z.int() })),
  excluded: z.int().describe('Persons who were shown more than one arm, or one that there is not: they count nowhere'),
  sample_ratio: z.object({
    p: Figure,
    alarm: z.boolean().describe('Arms of other sizes than planned (p below .001): no figure can be believed'),
    parts: z
      .array(z.object({ by: z.enum(['day', 'source', 'device']), key: z.string(), people: z.array(z.int()), p: z.number() }))
      .describe('Where it comes from, the worst first'),
  }),
  people_needed: z.int().nullable().describe('In all arms together, to find the effect planned'),
  days_left: z.int().nullable(),
  detectable_effect: Figure.describe('The least relative effect that is found with the people of now'),
  rows: z.array(MetricRow).describe(`Empty while an arm has fewer than ${PEOPLE_MIN} people`),
}

const orNull = <T>(value: T | undefined): T | null => value ?? null
const figure = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null)

/** What is told of results; metrics of few people are told of nobody. */
export function resultsAnswer(experiment: Experiment, { people, strays, mismatch, rows, outlook, decision }: Analysis) {
  const whole = experiment.arms.reduce((sum, { weight }) => sum + weight, 0)
  const isTold = [...people.values()].every((count) => count >= PEOPLE_MIN)
  return {
    decision: { verdict: decision.verdict, arm: orNull(decision.arm), text: decision.text },
    arms: experiment.arms.map(({ id, weight }) => ({ arm: id, planned: weight / whole, people: people.get(id) ?? 0 })),
    excluded: strays,
    sample_ratio: {
      p: figure(mismatch.p),
      alarm: mismatch.alarm,
      parts: mismatch.parts.flatMap(({ by, key, people: counts, p }) =>
        by === 'all' ? [] : [{ by, key, people: [...counts], p }],
      ),
    },
    people_needed: isTold ? figure(outlook.peopleNeeded) : null,
    days_left: isTold ? figure(outlook.daysLeft) : null,
    detectable_effect: isTold ? figure(outlook.detectable) : null,
    rows: isTold ? rows.map(rowAnswer) : [],
  }
}

function rowAnswer({ role, metric, better, arm, people, comparison, p, uplift, costs }: ResultRow): z.output<typeof MetricRow> {
  const { value, control, effect, relative, p: fixed, reduction } = comparison
  return {
    role,
    metric,
    better,
    arm,
    people,
    value: figure(value),
    control: figure(control),
    effect: effectAnswer(effect),
    relative: effectAnswer(relative),
    p_fixed: figure(fixed),
    p: figure(p),
    variance_reduction: figure(reduction),
    incremental: uplift ? { conversions: uplift.conversions, ...uplift.interval } : null,
    incremental_cpa: costs.map(({ currency, cost }) => ({ currency, value: cost.value, low: cost.low, high: orNull(cost.high) })),
  }
}

function effectAnswer(effect: Effect | undefined): z.output<typeof EffectAnswer> {
  return effect ? { value: effect.value, fixed: effect.fixed, always: effect.always } : null
}
