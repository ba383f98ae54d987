import { isDeepStrictEqual } from 'node:util'
import { durationMs, ENTRY_STEP, GOAL_STEP, journeyOfSegment, leavesOf, pathFaults, rangeFaults } from '@weir/contracts'
import type { Condition, FieldFault, JourneyInput, Selector } from '@weir/contracts'
import { durationText, placesOf } from './places.ts'
import type { Place } from './places.ts'

/**
 * What is wrong with a journey beside its form: what makes no tree, what nobody could ever reach,
 * and what rules cannot say. @param id of the journey.
 */
export function journeyFaults(id: string, journey: JourneyInput): FieldFault[] {
  const { steps, entry, goal, exits, reentry } = journey
  const places = placesOf(journey)
  return [
    ...steps.flatMap((_, i) => treeFaults(journey, i)),
    ...[...places.values()].flatMap((place) => wayFaults(journey, place)),
    ...exits.flatMap(({ event }, i) =>
      event && isDeepStrictEqual(event, entry.event)
        ? [{ path: `exits.${i}.event`, message: 'is the event of the entry, which begins the journey anew: take another event' }]
        : [],
    ),
    ...exits.flatMap(({ event }, i) =>
      event && isDeepStrictEqual(event, goal?.event)
        ? [{ path: `exits.${i}.event`, message: 'is the event of the goal, which ends the journey already: leave it out here' }]
        : [],
    ),
    ...(goal?.event && isDeepStrictEqual(goal.event, entry.event)
      ? [{ path: 'goal.event', message: 'is the event of the entry, which begins the journey anew: take another event' }]
      : []),
    ...(reentry !== 'restart' && !entry.event
      ? [{ path: 'reentry', message: `"${reentry}" needs an event as the entry: who is in a segment again is on the way again` }]
      : []),
    ...(reentry === 'not_after_goal' && !goal?.event
      ? [{ path: 'reentry', message: '"not_after_goal" needs a goal that is an event' }]
      : []),
    ...conditionFaults(id, journey),
  ]
}

/** What makes the steps no tree. */
function treeFaults({ steps }: JourneyInput, i: number): FieldFault[] {
  const step = steps[i]!
  const at = `steps.${i}`
  const earlier = steps.slice(0, i).map((other) => other.id)
  if (step.id === ENTRY_STEP || step.id === GOAL_STEP)
    return [{ path: `${at}.id`, message: `"${step.id}" is what every journey has: name the step otherwise` }]
  if (earlier.includes(step.id)) return [{ path: `${at}.id`, message: 'is the id of another step: name it otherwise' }]
  if (step.after !== undefined && step.after !== ENTRY_STEP && !earlier.includes(step.after))
    return [{ path: `${at}.after`, message: 'there is no earlier step with this id: steps come after "entry" or an earlier one' }]
  return []
}

/** What nobody could reach, and what rules cannot say of the way to a place. */
function wayFaults({ lasts, goal, exits }: JourneyInput, place: Place): FieldFault[] {
  const { step, before, anchor, waitedMs, index } = place
  if (!step || !before) return []
  const at = `steps.${index}`
  const faults: FieldFault[] = []
  if (!step.event && step.wait === undefined && !step.if) {
    if (before.next.length === 1) faults.push({ path: at, message: 'give event, wait or if: without one nobody stays before it' })
    else if (before.next.at(-1) !== place)
      faults.push({ path: at, message: 'takes everybody: put it behind the other steps after the same one' })
  }
  if (step.wait !== undefined && !anchor) {
    const message = 'rules do not tell since when somebody is in a segment: put a step with an event before the wait'
    faults.push({ path: `${at}.wait`, message })
  } else if (step.wait !== undefined && durationText(waitedMs) === undefined)
    faults.push({ path: `${at}.wait`, message: 'the waits up to here are too long in ms: take whole seconds' })
  else if (step.wait !== undefined && waitedMs >= durationMs(lasts))
    faults.push({ path: `${at}.wait`, message: `is never over: the journey lasts ${lasts}, and the waits up to here as long` })
  const { event } = step
  if (event && eventsBefore(before).some((other) => isDeepStrictEqual(other, event)))
    faults.push({ path: `${at}.event`, message: 'is the event of an earlier step on the way, which leads back there' })
  const ends = [goal?.event, ...exits.map((exit) => exit.event)]
  if (event && ends.some((end) => isDeepStrictEqual(end, event)))
    faults.push({ path: `${at}.event`, message: 'ends the journey, as its goal or an exit: nobody comes to this step' })
  return faults
}

function eventsBefore(place: Place): Selector[] {
  const own = place.step ? place.step.event : place.anchor
  return [...(own ? [own] : []), ...(place.before ? eventsBefore(place.before) : [])]
}

/**
 * Paths and ranges as a segment's rule may not have them, and conditions about the journey itself.
 */
function conditionFaults(id: string, { entry, steps, exits, goal }: JourneyInput): FieldFault[] {
  const parts: { at: string; event?: Selector; if?: Condition }[] = [
    { ...entry, at: 'entry' },
    ...steps.map((step, i) => ({ ...step, at: `steps.${i}` })),
    ...exits.map((exit, i) => ({ ...exit, at: `exits.${i}` })),
    ...(goal ? [{ ...goal, at: 'goal' }] : []),
  ]
  const own = entry.segment !== undefined && journeyOfSegment(entry.segment) === id
  return [
    ...(own ? [{ path: 'entry.segment', message: OWN_STEP }] : []),
    ...parts.flatMap(({ at, event, if: condition }) => [
      ...(event ? ruleFaults({ event, within: 'all' }, at) : []),
      ...(condition ? [...ruleFaults(condition, `${at}.if`), ...ownSteps(id, condition, `${at}.if`)] : []),
    ]),
  ]
}

const OWN_STEP = 'is a step of this journey, which would depend on itself'

function ruleFaults(rule: Condition, at: string): FieldFault[] {
  return [...pathFaults(rule), ...rangeFaults(rule)].map(({ path, ...fault }) => ({ ...fault, path: path.replace(/^rule/, at) }))
}

function ownSteps(id: string, rule: Condition, at: string): FieldFault[] {
  return leavesOf(rule, at).flatMap((leaf) =>
    leaf.kind === 'segment' && journeyOfSegment(leaf.condition.segment) === id
      ? [{ path: `${leaf.at}.segment`, message: OWN_STEP }]
      : [],
  )
}
