// Held by rule.prop.test.ts
import type { Condition, ExposurePolicy, SegmentInput } from '@weir/contracts'

type Parts = Pick<ExposurePolicy, 'name' | 'campaigns' | 'cap' | 'cool_down' | 'higher' | 'in_force'>

/**
 * The segment of people who are to see no more: who has seen as many as their cap within its
 * window, or cools down from having reached it. A person's cap is the greatest that applies.
 */
export function policySegment(policy: Parts): SegmentInput {
  const { name, in_force } = policy
  return {
    name: name.slice(0, 200),
    description: `Over the cap of the exposure policy "${name}" (${in_force.impressions} in ${policy.cap.within}): to be left out.`,
    rule: policyRule(policy),
  }
}

function policyRule({ campaigns, cap: { within }, cool_down, higher, in_force }: Parts): Condition {
  const campaign = campaigns?.length === 1 ? campaigns[0]! : campaigns
  const over = (impressions: number): Condition => ({
    exposure: campaign === undefined ? {} : { campaign },
    within,
    count: { gte: impressions },
    cool_down,
  })
  const raised = higher
    .filter(({ impressions }) => impressions > in_force.impressions)
    .toSorted((a, b) => b.impressions - a.impressions)
  if (raised.length === 0) return over(in_force.impressions)
  // Whoever is in several is asked by the greatest cap alone, so each part leaves out those before.
  const withoutFirst = (count: number): Condition[] => raised.slice(0, count).map(({ segment }) => ({ not: { segment } }))
  return {
    any: [
      ...raised.map(({ segment, impressions }, i) => ({ all: [{ segment }, ...withoutFirst(i), over(impressions)] })),
      { all: [...withoutFirst(raised.length), over(in_force.impressions)] },
    ],
  }
}
