// Held by simulate.test.ts
import { differenceInterval, differenceOfMeans, differenceOfShares, meanMoments } from '@weir/statistics'
import type { Difference } from '@weir/statistics'
import { z } from 'zod'
import { ratio } from '../reports/metrics.ts'
import { currencyName } from '../shared/money/rows.ts'
import type { EffectGroup } from './query.ts'

const ALPHA = 0.05
const Figure = z.number().nullable()

const GroupAnswer = z.object({
  people: z.int(),
  impressions: z.int(),
  impressions_per_person: Figure,
  conversions: z.int(),
  converters: z.int(),
  conversion_share: Figure.describe('Of people, those who converted'),
  spend: z.record(z.string(), z.number()),
})
const DifferenceAnswer = z
  .object({ value: z.number(), low: z.number(), high: z.number(), p: z.number() })
  .nullable()
  .describe('Of people under the policy less those of the holdout, with its interval of 95 %; null where too few can be compared')

export const EffectAnswer = z
  .object({
    treated: GroupAnswer.describe('People under the policy'),
    held: GroupAnswer.describe('People of the holdout, who are excluded nowhere'),
    difference: z.object({ impressions_per_person: DifferenceAnswer, conversion_share: DifferenceAnswer }),
  })
  .nullable()

const NOBODY = { people: 0, impressions: 0, impressionsSquared: 0, conversions: 0, converters: 0, spend: {} }

/** People under a policy beside those of the holdout, all of whom were shown an ad. */
export function effectOf(groups: readonly EffectGroup[]): z.infer<typeof EffectAnswer> {
  const treated = groups.find(({ held }) => !held) ?? { ...NOBODY, held: false }
  const held = groups.find((group) => group.held) ?? { ...NOBODY, held: true }
  const means = [treated, held].map((one) => meanMoments(one.people, one.impressions, one.impressionsSquared))
  const [ours, theirs] = means
  const share = ({ converters, people }: EffectGroup) => ({ successes: converters, trials: people })
  return {
    treated: groupAnswer(treated),
    held: groupAnswer(held),
    difference: {
      impressions_per_person: answerOf(ours && theirs && differenceOfMeans(ours, theirs)),
      conversion_share: answerOf(differenceOfShares(share(treated), share(held))),
    },
  }
}

function groupAnswer({ people, impressions, conversions, converters, spend }: EffectGroup): z.infer<typeof GroupAnswer> {
  return {
    people,
    impressions,
    impressions_per_person: ratio(impressions, people),
    conversions,
    converters,
    conversion_share: ratio(converters, people),
    spend: Object.fromEntries(Object.entries(spend).map(([currency, amount]) => [currencyName(currency), amount])),
  }
}

function answerOf(difference: Difference | undefined): z.infer<typeof DifferenceAnswer> {
  return difference ? { value: difference.value, ...differenceInterval(difference, ALPHA), p: difference.p } : null
}
