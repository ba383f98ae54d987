// Held by route.test.ts
import { JourneyInput, journeySegmentId } from '@weir/contracts'
import type { StoredJourney } from '@weir/contracts'
import { compileJourney } from '@weir/segmentation'
import { z } from 'zod'
import { sizesOf } from '../segments/members/members.ts'
import { isTooFew } from '../segments/members/min-size.ts'
import { statusIn } from '../segments/shared/status.ts'
import { toUnresolved, UnresolvedAnswer } from '../segments/shared/unresolved.ts'
import { versionsNow } from '../segments/shared/versions.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { RuleShown } from '../shared/shown.ts'

const { name, description, lasts, reentry, purposes, min_size } = JourneyInput.shape
const Told = z.array(z.object({ destination: z.string() }))
const EventShown = z.unknown().describe('A selector, as it was put')

const PlaceAnswer = z.object({
  step: z.string().describe('"entry", a step, or "goal"'),
  segment: z.string().describe('The segment of the people who are there'),
  status: z.enum(['live', 'backfilling']),
  people: z.int().nullable().describe('Null while it is below min_size'),
  below_min_size: z.literal(true).exactOptional(),
  unresolved: UnresolvedAnswer,
})

/** A journey as answers show it: what was put, and who is where. */
export const JourneyAnswer = z.object({
  id: z.string(),
  name,
  description,
  lasts,
  reentry,
  purposes,
  min_size,
  entry: z.object({ event: EventShown.optional(), segment: z.string().optional(), triggers: Told }),
  steps: z.array(
    z.object({
      id: z.string(),
      name: z.string().optional(),
      after: z.string().optional(),
      event: EventShown.optional(),
      wait: z.string().optional(),
      if: RuleShown.optional(),
      triggers: Told,
    }),
  ),
  exits: z.array(z.object({ event: EventShown.optional(), if: RuleShown.optional() })),
  goal: z.object({ event: EventShown.optional(), if: RuleShown.optional(), triggers: Told }).optional(),
  saved_at: z.string(),
  places: z.array(PlaceAnswer).describe('Nobody is at two of them'),
})

/** Who is where at present, by the segments of the steps. */
export async function shownJourney(
  { config, fold }: Pick<ReportingDeps, 'config' | 'fold'>,
  stored: StoredJourney,
): Promise<z.infer<typeof JourneyAnswer>> {
  const { saved_at, told_since: _, ...journey } = stored
  const segments = compileJourney(journey.id, journey).flatMap(({ step, id }) => {
    const segment = config.segment(id)
    return segment ? [{ step, segment }] : []
  })
  const sizes = await sizesOf(
    fold,
    segments.map(({ segment }) => segment.number),
  )
  const versions = await versionsNow(fold)
  const places = segments.map(({ step, segment }, i) => {
    const isBelow = isTooFew(segment, sizes[i]!)
    return {
      step,
      segment: journeySegmentId(journey.id, step),
      status: statusIn(versions, config, segment),
      people: isBelow ? null : sizes[i]!,
      ...(isBelow ? { below_min_size: true as const } : {}),
      ...toUnresolved(config, segment),
    }
  })
  return { ...journey, saved_at: iso(saved_at), places }
}
