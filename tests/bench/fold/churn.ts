import { segmentNumber } from '@weir/contracts'
import type { Hit, StoredSegment } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { drawPerson, eventName, hitOf, HUNDRED, somebody } from '../traffic.ts'
import type { Somebody } from '../traffic.ts'

/**
 * How often people come into segments and leave them: once there are five events per person, about
 * 0.1, 0.6 and 4 changes of memberships per event.
 */
export const CHURNS = ['calm', 'usual', 'restless'] as const
export type Churn = (typeof CHURNS)[number]

const RULES: Record<Churn, { days: readonly number[]; counts: readonly number[] }> = {
  calm: { days: [30, 60, 90, 180, 365], counts: [3, 6, 9, 12, 15] },
  usual: { days: [30, 60, 90, 180, 365], counts: [1, 3, 5, 8, 12] },
  restless: { days: [1, 2, 3, 5, 7], counts: [1, 1, 2, 2, 3] },
}

/** As many as the segmenter keeps decoded. */
const PEOPLE = 20_000
/** So many events make the people, before anything is measured. */
export const MAKING = 5 * PEOPLE
const START = Date.UTC(2026, 0, 1)
const SPAN_MS = 30 * 86_400_000

/** "At least n of this event within so many days", of 20 events: each touches five of 100. */
export function churnSegments(churn: Churn): StoredSegment[] {
  const { days, counts } = RULES[churn]
  return Array.from({ length: HUNDRED.names * HUNDRED.segmentsPerName }, (_, i) => {
    const id = `segment-${i}`
    const nth = Math.floor(i / HUNDRED.names)
    const rule = { event: { name: eventName(i % HUNDRED.names) }, within: `${days[nth]}d`, count: { gte: counts[nth]! } }
    return { id, number: segmentNumber(id), version: 1, updated_at: 0, name: id, rule }
  })
}

export interface Sent extends Somebody {
  hit: Hit
  /** Number of the person, from 0. */
  number: number
}

/**
 * The same events for whatever folds them: those that make the people, and `hits` more, spread over
 * 30 days.
 */
export function* churnTraffic(hits: number): Generator<Sent> {
  const random = seededRandom(7)
  const people: (Somebody | undefined)[] = []
  const all = MAKING + hits
  for (let i = 0; i < all; i++) {
    const at = START + Math.floor((SPAN_MS * i) / all)
    const number = drawPerson(random, PEOPLE)
    const person = (people[number] ??= somebody(number))
    yield { ...person, number, hit: hitOf(eventName(random.int(HUNDRED.names)), person.identifiers, `event-${i}`, at) }
  }
}
