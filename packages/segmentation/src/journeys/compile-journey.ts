// Held by packages/segmentation/src/journeys/journeys.prop.test.ts
import { ENTRY_STEP, GOAL_STEP, journeySegmentId } from '@weir/contracts'
import type { Condition, JourneyInput, SegmentInput } from '@weir/contracts'
import { conditionOf, placesOf, sinceAnchor } from './places.ts'
import type { Place } from './places.ts'

/** The segment of the people who are at one step. */
export interface JourneySegment {
  step: string
  id: string
  input: SegmentInput
}

/** Longer than anything that is kept. */
const EVER = '36500d'

/**
 * A journey as ordinary segments, one per place where somebody can be: the entry, each step, the
 * goal. Nobody is in two of them. The meaning is that of docs/semantics.md ("Journeys of people").
 * @param journey without faults, see journeyFaults.
 */
export function compileJourney(id: string, journey: JourneyInput): JourneySegment[] {
  const { purposes, min_size } = journey
  const begun = isBegun(journey)
  const goal = atGoal(journey)
  const made = (step: string, name: string, parts: Condition[]): JourneySegment => ({
    step,
    id: journeySegmentId(id, step),
    input: {
      name: `${journey.name}: ${name}`,
      rule: { all: parts },
      ...(purposes === undefined ? {} : { purposes }),
      ...(min_size === undefined ? {} : { min_size }),
    },
  })
  const places = [...placesOf(journey).values()].map((place) =>
    made(place.id, place.step?.name ?? place.id, [...begun, ...(goal ? [{ not: goal }] : []), ...isAt(place, journey)]),
  )
  return goal ? [...places, made(GOAL_STEP, GOAL_STEP, [...begun, goal])] : places
}

/** On the way, and neither out nor come again where that is not allowed. */
function isBegun({ entry, lasts, reentry, exits, goal }: JourneyInput): Condition[] {
  const { event, segment } = entry
  const parts: Condition[] = [event ? { event, within: lasts } : { segment: segment ?? '' }]
  if (event && reentry === 'never') parts.push({ event, within: 'all', count: { lt: 2 } })
  if (event && reentry === 'not_after_goal' && goal?.event)
    parts.push({ not: { sequence: [{ event: goal.event }, { event }], span: EVER, within: 'all' } })
  for (const exit of exits) {
    const isOut = exit.event ? sinceAnchor(exit.event, event, lasts) : exit.if
    if (isOut) parts.push({ not: isOut })
  }
  return parts
}

function atGoal({ entry, lasts, goal }: JourneyInput): Condition | undefined {
  return goal?.event ? sinceAnchor(goal.event, entry.event, lasts) : goal?.if
}

/** The way leads here, and not on. */
function isAt(place: Place, journey: JourneyInput): Condition[] {
  const { lasts } = journey
  const way: Condition[] = []
  for (let at: Place = place; at.before; at = at.before) {
    const own = conditionOf(at, lasts)
    const { next } = at.before
    // Where several are open the first of the list is taken.
    const earlier = next.slice(0, next.indexOf(at)).flatMap((other) => conditionOf(other, lasts) ?? [])
    way.unshift(...(own ? [own] : []), ...earlier.map((condition): Condition => ({ not: condition })))
  }
  const onward = place.next.map((next): Condition => ({ not: conditionOf(next, lasts) ?? anybody(journey) }))
  return [...way, ...onward]
}

/** Holds for everybody who is on the way. */
function anybody({ entry, lasts }: JourneyInput): Condition {
  return entry.event ? { event: entry.event, within: lasts } : { segment: entry.segment ?? ENTRY_STEP }
}
