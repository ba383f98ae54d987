// Held by route.test.ts
import { Duration, durationMs, Name, Selector, WeirError } from '@weir/contracts'
import type { FieldFault } from '@weir/contracts'
import { z } from 'zod'
import { AnalysisFields, mustLead } from '../shared/body.ts'

const TOUCHPOINTS_MAX = 20
const STEPS_MAX = 10
const GAP_MS_MAX = 366 * 86_400_000
/** What stands for paths that few took; no touchpoint may be called so. */
export const OTHER = '(other)'

/** The body of `POST /v1/reports/journeys`. */
export const JourneysInput = z.strictObject({
  ...AnalysisFields,
  touchpoints: z
    .array(
      z.strictObject({
        name: Name,
        event: Selector,
        ends: z.boolean().default(false).describe('The path ends with it, as with a purchase.'),
      }),
    )
    .min(1)
    .max(TOUCHPOINTS_MAX)
    .describe('What a path leads over. An event is the first of these that it can be; others are passed over.'),
  gap: Duration.refine((text) => durationMs(text) <= GAP_MS_MAX, 'expected at most 366d')
    .default('30d')
    .describe('A path ends where the next touchpoint comes later than this.'),
  steps: z.int().min(2).max(STEPS_MAX).default(5).describe('So many steps of each path, from its first.'),
  repeats: z.boolean().default(false).describe('Whether one touchpoint after itself is a step of its own.'),
  top: z.int().min(1).max(1_000).default(20).describe('So many paths, those that most persons took; the rest is one.'),
  table: z.enum(['links', 'nodes', 'paths']).default('links').describe('Which of the tables a CSV file has.'),
  group_by: z
    .enum(['segment'])
    .exactOptional()
    .describe('Rows by the segments of which the person was a member just before the path.'),
})
export type JourneysInput = z.infer<typeof JourneysInput>

/** What no schema says. @throws WeirError invalid_field with all faults. */
export function mustBeJourneys({ touchpoints }: JourneysInput): void {
  const faults: FieldFault[] = touchpoints.flatMap(({ name }, i) => {
    const path = `touchpoints.${i}.name`
    if (name === OTHER) return [{ path, message: `"${OTHER}" stands for what few did: give it another name` }]
    const isTaken = touchpoints.slice(0, i).some((other) => other.name === name)
    return isTaken ? [{ path, message: `there is a touchpoint "${name}" already: give each a name of its own` }] : []
  })
  if (faults.length > 0) throw new WeirError('invalid_field', 'the request has faults', { faults })
  mustLead(touchpoints.map(({ event }, i) => ({ at: `touchpoints.${i}.event`, event })))
}
