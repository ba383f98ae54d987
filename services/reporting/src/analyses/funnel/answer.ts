// Held by route.test.ts
import type { ConfidenceLevel } from '@weir/statistics'
import { z } from 'zod'
import { NO_SHARE, ShareAnswer, shareOf } from '../shared/share.ts'
import type { FunnelStep } from './query.ts'

const Passed = z
  .object({ median_ms: z.number(), p90_ms: z.number() })
  .nullable()
  .describe('Over those that got here: how long half, and nine of ten, took at most; null of the first step and of nobody')

/** One step of a funnel as it is told. */
export const FunnelStepAnswer = z.object({
  step: z.int().describe('From 1'),
  name: z.string().nullable(),
  reached: z
    .int()
    .nullable()
    .describe('Persons, or attempts, that got here; null, as all else, where persons are fewer than min_group'),
  persons: z.int().nullable(),
  rate: ShareAnswer.describe('reached, as a share of the first step'),
  step_rate: ShareAnswer.describe('reached, as a share of the step before'),
  dropped: z.int().nullable().describe('How many of the step before did not get here; 0 of the first'),
  since_previous: Passed,
  since_first: Passed,
})
export type FunnelStepAnswer = z.infer<typeof FunnelStepAnswer>

/** How a funnel's steps are told. */
export interface FunnelAnswerOptions {
  /** Of each step, in order. */
  names: readonly (string | null)[]
  level: ConfidenceLevel
  minGroup: number
  count: 'persons' | 'attempts'
}

/**
 * All steps of one group, also those that nothing reached. A step is not told where fewer persons
 * than `minGroup` got there or were lost on the way to it, since each could be worked out from its
 * neighbours; nor is what comes after it.
 */
export function funnelSteps(
  found: readonly FunnelStep[],
  { names, level, minGroup, count }: FunnelAnswerOptions,
): FunnelStepAnswer[] {
  const byStep = new Map(found.map((step) => [step.step, step]))
  const at = (step: number): Pick<FunnelStep, 'attempts' | 'persons'> => byStep.get(step) ?? { attempts: 0, persons: 0 }
  const isSmall = (persons: number): boolean => persons > 0 && persons < minGroup
  let isHidden = false
  return names.map((name, i) => {
    const step = i + 1
    const before = at(Math.max(i, 1))
    const here = at(step)
    isHidden ||= isSmall(here.persons) || isSmall(before.persons - here.persons)
    if (isHidden) return { ...NOT_TOLD, step, name }
    const times = i === 0 ? undefined : byStep.get(step)
    return {
      step,
      name,
      reached: here[count],
      persons: here.persons,
      rate: shareOf(here[count], at(1)[count], level),
      step_rate: shareOf(here[count], before[count], level),
      dropped: before[count] - here[count],
      since_previous: passed(times?.sincePrevious),
      since_first: passed(times?.sinceFirst),
    }
  })
}

const NOT_TOLD = {
  reached: null,
  persons: null,
  rate: NO_SHARE,
  step_rate: NO_SHARE,
  dropped: null,
  since_previous: null,
  since_first: null,
}

function passed(times: readonly [number, number] | undefined): z.infer<typeof Passed> {
  return times === undefined ? null : { median_ms: tenths(times[0]), p90_ms: tenths(times[1]) }
}

/** Between two whole numbers a quantile leaves a trace of rounding. */
function tenths(ms: number): number {
  return Math.round(ms * 10) / 10
}
