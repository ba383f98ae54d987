// Held by route.test.ts
import { Duration, Name, SEGMENT_ID, SegmentInput } from '@weir/contracts'
import type { Condition } from '@weir/contracts'
import { z } from 'zod'
import { AdFilter } from './params.ts'
import type { ExposureParams } from './params.ts'

/** The body of `POST /v1/reports/exposure/segment`. */
export const ExclusionInput = z.strictObject({
  id: z.string().regex(SEGMENT_ID, 'this is no segment id'),
  name: Name.exactOptional().describe('Default: the id.'),
  cap: z
    .int()
    .min(1)
    .max(1000)
    .describe('People who have seen so many are in the segment, and see no more where it is excluded.'),
  within: Duration.default('30d').describe('Over how long exposures count.'),
  ...AdFilter,
  purposes: SegmentInput.shape.purposes,
  min_size: SegmentInput.shape.min_size,
})
type ExclusionInput = z.infer<typeof ExclusionInput>

type Ads = Pick<ExposureParams, 'campaign' | 'adgroup' | 'ad' | 'creative'>

/** Those who have seen as many as the cap. */
export function exclusionRule({ campaign, adgroup, ad, creative }: Ads, cap: number, within: string): Condition {
  const exposure = {
    ...(campaign !== undefined && { campaign }),
    ...(adgroup !== undefined && { adgroup }),
    ...(ad !== undefined && { ad }),
    ...(creative !== undefined && { creative }),
  }
  return { exposure, within, count: { gte: cap } }
}

export function exclusionSegment(input: ExclusionInput): SegmentInput {
  const { id, name = id, cap, within, purposes, min_size } = input
  return {
    name,
    description: `Has seen ${cap} exposures in ${within}: to be left out.`,
    rule: exclusionRule(input, cap, within),
    ...(purposes && { purposes }),
    ...(min_size !== undefined && { min_size }),
  }
}
