import { isWithdrawal } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { newPerson } from '../profile/person.ts'
import type { Program } from '../program/program.ts'
import { consentFrom } from './apply-event.ts'
import { advance, applyEvent, applyWithdrawal } from './evolve.ts'
import type { Change } from './reconcile.ts'

/**
 * A place in a person's past: an instant (Unix ms), and the eid of the event that did it there, ''
 * for time itself. Events of one instant are in the order of their eids, and time comes first.
 */
export interface Moment {
  at: number
  eid: string
}

/** A membership that was true from one moment on, up to another (`at` Infinity while it lasts). */
export interface MembershipInterval {
  segment: number
  from: Moment
  to: Moment
}

/**
 * What was true of a person all along, from everything that is known of them now: the memberships
 * that the fold would have recorded had every event come in its time. The fold's own record knows
 * late events only as far as its state reaches back, and of a new segment nothing from before.
 * @param history in any order, one version of each event; withdrawals among them.
 * @param until followed up to this instant, Unix ms.
 */
export function membershipTimeline(program: Program, history: readonly PersonEvent[], until: number): MembershipInterval[] {
  const steps = followMemberships(program, history, until)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/**
 * `membershipTimeline` event by event, for callers who let others have a turn in between: a person
 * may have a hundred thousand events.
 */
export function* followMemberships(
  program: Program,
  history: readonly PersonEvent[],
  until: number,
): Generator<void, MembershipInterval[]> {
  const person = newPerson(history[0]?.person ?? '', 0, program.version)
  const open = new Map<number, MembershipInterval>()
  const intervals: MembershipInterval[] = []
  const emit = ({ segment, member, at, cause }: Change): void => {
    const moment = { at, eid: cause }
    if (member) {
      const interval = { segment: segment.number, from: moment, to: LASTING }
      open.set(segment.number, interval)
      intervals.push(interval)
      return
    }
    const interval = open.get(segment.number)
    if (interval) interval.to = moment
  }
  for (const { at, event, apply } of inOrder(history)) {
    apply(program, person, event, at, emit)
    yield
  }
  advance(program, person, until, emit)
  return intervals
}

const LASTING: Moment = { at: Infinity, eid: '' }

/**
 * Whether an event of a moment found the person in the segment: the event itself does not count.
 */
export function coversMoment({ from, to }: Pick<MembershipInterval, 'from' | 'to'>, moment: Moment): boolean {
  return isBefore(from, moment) && !isBefore(to, moment)
}

function isBefore(one: Moment, other: Moment): boolean {
  return one.at < other.at || (one.at === other.at && one.eid < other.eid)
}

interface Step extends Moment {
  event: PersonEvent
  apply: typeof applyEvent | typeof applyWithdrawal
}

/**
 * The steps of a history in their order. By a fast clock an event is received before its own time,
 * and what it says of consent counts from then on: that is a step of its own.
 */
function inOrder(history: readonly PersonEvent[]): Step[] {
  const steps: Step[] = []
  for (const event of history) {
    const { hit, eid } = event
    const said = consentFrom(hit)
    if (said < hit.event_time || isWithdrawal(event)) steps.push({ at: said, eid, event, apply: applyWithdrawal })
    if (!isWithdrawal(event)) steps.push({ at: hit.event_time, eid, event, apply: applyEvent })
  }
  return steps.sort((a, b) => (isBefore(a, b) ? -1 : 1))
}
