import { z } from 'zod'
import { Purpose } from './consent.ts'
import { DESTINATION_ID } from './destination.ts'
import { Condition } from './segment.ts'
import { Duration, Selector } from './selector.ts'

/** Journeys, as `weir.config` keeps them under `journey:<id>`; semantics.md says what they mean. */

export const JOURNEY_ID = /^[a-z0-9][a-z0-9_-]{0,31}$/

const StepId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,19}$/, 'expected small letters, digits, "-" and "_", 20 at most')

const Triggers = z
  .array(
    z.strictObject({
      destination: z.string().regex(DESTINATION_ID, 'this is no id of a destination').describe('A webhook.'),
    }),
  )
  .max(5)
  .default([])
  .describe('Destinations that are told of each person who comes here, and who leaves.')

const JourneyStep = z
  .strictObject({
    id: StepId,
    name: z.string().min(1).max(70).exactOptional(),
    after: StepId.exactOptional().describe('An earlier step, or "entry". Unless it is given, the step before in the list.'),
    event: Selector.exactOptional().describe('Who does this goes on to the step.'),
    wait: Duration.exactOptional().describe('Who has been there for so long goes on to the step.'),
    if: Condition.exactOptional().describe('Only whom this holds for; it is asked at every instant.'),
    triggers: Triggers,
  })
  .refine((step) => step.event === undefined || step.wait === undefined, 'give at most one of event, wait')
export type JourneyStep = z.infer<typeof JourneyStep>

const ONE_OF_TWO = 'give exactly one of event, if'

/** What `PUT /v1/journeys/{id}` takes. */
export const JourneyInput = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().max(2_000).exactOptional(),
  entry: z
    .strictObject({
      event: Selector.exactOptional(),
      segment: z.string().min(1).max(64).exactOptional(),
      triggers: Triggers,
    })
    .refine((entry) => (entry.event === undefined) !== (entry.segment === undefined), 'give exactly one of event, segment'),
  lasts: Duration.describe('How long the journey goes on after the event of the entry.'),
  reentry: z
    .enum(['restart', 'not_after_goal', 'never'])
    .default('restart')
    .describe('What another event of the entry does: begin anew, the same but never after the goal, or end it for good.'),
  steps: z.array(JourneyStep).min(1).max(20),
  exits: z
    .array(
      z
        .strictObject({ event: Selector.exactOptional(), if: Condition.exactOptional() })
        .refine((exit) => (exit.event === undefined) !== (exit.if === undefined), ONE_OF_TWO),
    )
    .max(10)
    .default([])
    .describe('What ends the journey before its goal.'),
  goal: z
    .strictObject({ event: Selector.exactOptional(), if: Condition.exactOptional(), triggers: Triggers })
    .refine((goal) => (goal.event === undefined) !== (goal.if === undefined), ONE_OF_TWO)
    .exactOptional(),
  purposes: z.array(Purpose).exactOptional(),
  min_size: z.int().min(0).exactOptional(),
})
export type JourneyInput = z.infer<typeof JourneyInput>

/**
 * As it is stored. `saved_at`: Unix ms. `told_since`: since when each trigger is there, Unix ms, by
 * `<step>.<destination>`: one that is taken away and put again is another one.
 */
export const StoredJourney = z.object({
  ...JourneyInput.shape,
  saved_at: z.int(),
  told_since: z.record(z.string(), z.int()),
})
/** A journey of the control plane with its id. */
export type StoredJourney = z.infer<typeof StoredJourney> & { id: string }

const OF_A_JOURNEY = /^journey\.([a-z0-9][a-z0-9_-]{0,31})\.[a-z0-9][a-z0-9_-]{0,19}$/

/** The segment of the people who are at a step of a journey, at its entry or at its goal. */
export function journeySegmentId(journey: string, step: string): string {
  return `journey.${journey}.${step}`
}

/** The journey that a segment belongs to; undefined where it is one of its own. */
export function journeyOfSegment(segment: string): string | undefined {
  return OF_A_JOURNEY.exec(segment)?.[1]
}

/** Steps that a journey has besides those it lists. */
export const ENTRY_STEP = 'entry'
export const GOAL_STEP = 'goal'

/** The triggers of a journey, each with its step. */
export function triggersOf({
  entry,
  steps,
  goal,
}: Pick<JourneyInput, 'entry' | 'steps' | 'goal'>): { step: string; at: string; destination: string }[] {
  const places = [
    { step: ENTRY_STEP, at: 'entry', triggers: entry.triggers },
    ...steps.map(({ id, triggers }, i) => ({ step: id, at: `steps.${i}`, triggers })),
    ...(goal ? [{ step: GOAL_STEP, at: 'goal', triggers: goal.triggers }] : []),
  ]
  return places.flatMap(({ step, at, triggers }) =>
    triggers.map(({ destination }, i) => ({ step, at: `${at}.triggers.${i}.destination`, destination })),
  )
}

/** By what a stored journey knows since when a trigger is there. */
export function triggerKey({ step, destination }: { step: string; destination: string }): string {
  return `${step}.${destination}`
}
