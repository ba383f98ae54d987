import { z } from 'zod'
import { DESTINATION_ID } from './destination.ts'
import { CAMPAIGNS_MAX } from './rules/explain.ts'
import { COOL_DOWN_COUNT_MAX } from './segment.ts'
import { Duration, durationMs, Name } from './selector.ts'

/** How often people are shown ads at most, and for how long they are then left alone. */

export const EXPOSURE_POLICY_ID = /^[a-z0-9][a-z0-9_-]{0,54}$/

const SPAN_MS_MAX = 366 * 86_400_000
const isDistinct = (list: readonly string[]): boolean => new Set(list).size === list.length
const Impressions = z.int().min(1).max(COOL_DOWN_COUNT_MAX)
const Span = Duration.refine((text) => durationMs(text) <= SPAN_MS_MAX, 'expected at most 366d')

const Cap = z
  .strictObject({
    impressions: Impressions.exactOptional().describe('Somebody who has seen so many sees no more.'),
    from: z.literal('fatigue').exactOptional().describe('In place of a number: all exposures before the fatigue point.'),
    metric: z.enum(['ctr']).exactOptional().describe('By what fatigue is told; ctr unless told.'),
    within: Span.refine((text) => durationMs(text) > 0, 'expected more than nothing').describe('In how long they count.'),
  })
  .refine((cap) => (cap.impressions === undefined) !== (cap.from === undefined), 'give exactly one of impressions, from')
  .refine((cap) => cap.metric === undefined || cap.from !== undefined, 'metric goes with from: "fatigue"')

const Higher = z.strictObject({
  segment: z.string().min(1).max(64).describe('Its members, such as people who are likely to convert ...'),
  impressions: Impressions.describe('... have this cap, where it is the greatest of theirs.'),
})

/** What `PUT /v1/exposure-policies/{id}` takes. */
export const ExposurePolicyInput = z.strictObject({
  name: z.string().min(1).max(200),
  campaigns: z
    .array(Name)
    .min(1)
    .max(CAMPAIGNS_MAX)
    .refine(isDistinct, 'has a campaign twice')
    .exactOptional()
    .describe('Ids of campaigns whose impressions count together. Default: those of all.'),
  cap: Cap,
  cool_down: Span.describe('How long people are left alone at least after the impression that reached the cap; 0s: not at all.'),
  higher: z
    .array(Higher)
    .max(10)
    .refine((list) => isDistinct(list.map(({ segment }) => segment)), 'has a segment twice')
    .default([]),
  destinations: z
    .array(z.string().regex(DESTINATION_ID, 'this is no destination id'))
    .max(20)
    .refine(isDistinct, 'has a destination twice')
    .default([])
    .describe('Where people over the cap are kept as an audience of their own, to be excluded.'),
})
export type ExposurePolicyInput = z.infer<typeof ExposurePolicyInput>

const Fatigue = z.object({
  n: z.int(),
  p: z.number(),
  low: z.int(),
  high: z.int().nullable(),
  found: z.number(),
  /** Of which impressions, Unix ms. */
  from: z.int(),
  to: z.int(),
})

/** The cap in force; `fatigue`: where it comes from, if it was not given as a number. */
const PolicyCap = z.object({ impressions: z.int(), fatigue: Fatigue.exactOptional() })
export type PolicyCap = z.infer<typeof PolicyCap>

/** As it is stored. Unknown fields of a newer version mean nothing here. */
export const StoredExposurePolicy = z.object({
  ...ExposurePolicyInput.shape,
  in_force: PolicyCap,
  created_at: z.int(),
  saved_at: z.int(),
})
/** An exposure policy with its id. */
export type ExposurePolicy = z.infer<typeof StoredExposurePolicy> & { id: string }
