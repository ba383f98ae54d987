import type { HitConsent, Purpose } from '@weir/contracts'
import type { Random } from '@weir/testkit'
import { seededRandom } from '@weir/testkit'
import * as fc from 'fast-check'
import { arrivalArbitrary, segmentArbitrary, START } from '../../packages/segmentation/src/testing/arbitraries.ts'
import type { LooseHit } from './hits.ts'

/** What happens to the segmenter, in order. Times are Unix ms. */
export type Action =
  | { do: 'hits'; hits: LooseHit[] }
  | { do: 'put'; id: string; rule: unknown; purposes: Purpose[] | undefined; wait: boolean }
  | { do: 'drop'; id: string; wait: boolean }
  /** Time passes, and everything is compared with the reference. */
  | { do: 'advance'; to: number }

export interface TrafficOptions {
  people?: number
  steps?: number
  /** Chance of an edit of the definitions at each step. */
  edits?: number
  /** Chance that an event is late, and that a hit is a copy of an earlier one. */
  late?: number
  copies?: number
  segments?: number
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const STEPS_MS = [
  0,
  1,
  4 * MINUTE,
  5 * MINUTE,
  5 * MINUTE + 1,
  HOUR,
  HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  48 * HOUR,
  48 * HOUR + 1,
]
const LATE_MS = [-4 * MINUTE, -1, 1, MINUTE, HOUR, 2 * HOUR, 30 * HOUR, 5 * 24 * HOUR]
export const TRAFFIC_START = START

/**
 * One seed, one story: people, events, duplicates, copies on the other channel, lateness, consent,
 * edits, time.
 */
export function createTraffic(seed: number, options: TrafficOptions = {}): Action[] {
  const { people = 5, steps = 14, edits = 0.2, late = 0.3, copies = 0.25, segments = 3 } = options
  const random = seededRandom(seed)
  const arrivals = fc.sample(arrivalArbitrary, { seed, numRuns: steps * 12 })
  const rules = fc.sample(segmentArbitrary(), { seed, numRuns: 3 * steps + segments })
  const sent: LooseHit[] = []
  const firstSent = new Map<string, number>()
  const toldTwice = new Set<string>()
  let made = 0
  const actions: Action[] = []
  let now = START

  const put = (wait: boolean): void => {
    const { rule, purposes } = rules.shift()!
    actions.push({ do: 'put', id: `s${random.int(segments)}`, rule, purposes, wait })
  }
  const fresh = (): LooseHit => {
    const { hit } = arrivals.shift()!.event
    const at = random.chance(late) ? now - random.pick(LATE_MS) : now
    const channel = random.pick(['pixel', 'server'] as const)
    const who = random.chance(0.1) ? undefined : `p${random.int(people)}`
    return {
      name: hit.name,
      source: hit.source,
      id: `e${made++}`,
      consent: hit.consent as HitConsent,
      body: hit.body,
      at,
      channel,
      who,
    }
  }
  /**
   * A copy of something sent before: as it was, with a later event time, or told differently: by
   * the other channel, or, beyond the 48 h in which copies are recognised, with another body,
   * person or consent (then it is another event). What was enriched is not sent again as it was
   * before.
   */
  const copy = (): LooseHit => {
    const first = random.pick(sent)
    const ageMs = now - firstSent.get(first.id!)!
    const kind = random.int(4)
    if (kind === 1) return { ...first, at: now }
    if (kind === 0) return ageMs > 47 * HOUR && toldTwice.has(first.id!) ? fresh() : first
    if (ageMs > 47 * HOUR) {
      const { body, consent, who } = fresh()
      return { ...first, ...(kind === 2 ? { body: body! } : made % 2 === 0 ? { consent: consent! } : { who }) }
    }
    toldTwice.add(first.id!)
    const channel = first.channel === 'pixel' ? 'server' : 'pixel'
    return { ...first, channel, body: fresh().body!, ...(kind === 2 ? { who: `p${random.int(people)}` } : {}) }
  }

  for (let i = 0; i < segments - 1; i++) put(true)
  for (let step = 0; step < steps; step++) {
    const hits: LooseHit[] = []
    for (let n = random.int(6); n > 0; n--) {
      const next = sent.length > 0 && random.chance(copies) ? copy() : fresh()
      hits.push(next)
      sent.push(next)
      if (!firstSent.has(next.id!)) firstSent.set(next.id!, now)
    }
    if (hits.length > 0) actions.push({ do: 'hits', hits })
    if (random.chance(edits)) put(random.chance(0.5))
    if (random.chance(edits / 2)) put(random.chance(0.5))
    if (random.chance(edits / 3)) actions.push({ do: 'drop', id: `s${random.int(segments)}`, wait: random.chance(0.5) })
    now += random.pick(STEPS_MS)
    actions.push({ do: 'advance', to: now })
  }
  actions.push({ do: 'advance', to: now + 20 * 24 * HOUR })
  return actions
}

/** Where the lives of the process end: a few points each, so that recoveries are hit as well. */
export function crashPoints(random: Random, crashes: number): number[] {
  return Array.from({ length: crashes }, () => random.int(random.chance(0.5) ? 6 : 60))
}
