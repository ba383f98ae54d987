// Held by route.test.ts
import { ExposurePolicyInput } from '@weir/contracts'
import type { ExposurePolicy } from '@weir/contracts'
import { z } from 'zod'
import { exclusionId } from '../destinations/exclusions.ts'
import { policySegmentId } from '../segments/shared/managed.ts'
import { iso } from '../shared/iso.ts'

export const InForceAnswer = z.object({
  impressions: z.int(),
  fatigue: z
    .object({
      n: z.int().describe('The first exposure that is clicked less than those before it, and not by chance'),
      p: z.number(),
      low: z.int(),
      high: z.int().nullable(),
      found: z.number(),
      from: z.string().describe('Of impressions from this instant on'),
      to: z.string(),
    })
    .nullable()
    .describe('Where the number comes from; null where it was given'),
})

export const PolicyAnswer = z.object({
  id: z.string(),
  ...ExposurePolicyInput.shape,
  in_force: InForceAnswer.describe('The cap that the segment has at present'),
  segment: z.string().describe('Of people over the cap: it belongs to the policy'),
  exclusions: z.array(z.string()).describe('The destinations that keep it: they belong to the policy, too'),
  created_at: z.string(),
  saved_at: z.string(),
})

export function inForceAnswer({ impressions, fatigue }: ExposurePolicy['in_force']): z.infer<typeof InForceAnswer> {
  return { impressions, fatigue: fatigue ? { ...fatigue, from: iso(fatigue.from), to: iso(fatigue.to) } : null }
}

export function policyAnswer({ in_force, created_at, saved_at, ...policy }: ExposurePolicy): z.infer<typeof PolicyAnswer> {
  return {
    ...policy,
    in_force: inForceAnswer(in_force),
    segment: policySegmentId(policy.id),
    exclusions: policy.destinations.map((id) => exclusionId(policy.id, id)),
    created_at: iso(created_at),
    saved_at: iso(saved_at),
  }
}
