import { SegmentInput } from '@weir/contracts'
import type { Purpose, SegmentInput as Input } from '@weir/contracts'
import type { Random } from '@weir/testkit'
import * as fc from 'fast-check'
import {
  arrivalArbitrary,
  medianConditions,
  segmentArbitrary,
  storyArrivals,
  storyRules,
} from '../../../packages/segmentation/src/testing/arbitraries.ts'

/**
 * What the outside world does, by one seed: senders who repeat themselves, events that come late,
 * people who change their minds.
 */

export interface Sent {
  /** Names this content in the sender's history; it travels in the event. */
  mark: string
  channel: 'pixel' | 'server'
  source: string
  name: string
  id: string
  /** Before (+) or after (-) the instant at which it is first sent, ms. */
  ageMs: number
  /** Unix ms, once it was sent. */
  at?: number
  who: string | undefined
  /** Other identifiers, instead of `who`. */
  user?: Record<string, string>
  purposes: Partial<Record<Purpose, boolean>> | undefined
  sections: Record<string, Record<string, unknown>>
}

export type Deed = { afterMs: number } & (
  | { do: 'send'; events: Sent[] }
  | { do: 'define'; id: string; input: Input }
  | { do: 'drop'; id: string }
  | { do: 'split'; seed: number }
  | { do: 'erase'; seed: number }
)

/** Deeds spread over some seconds; then the clocks of all machines jump. */
export interface Chapter {
  deeds: Deed[]
  lastsMs: number
  jumpMs: number
}

export const SOURCES = { shop: 'assumed', app: 'required' } as const

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const LATE_MS = [-4 * MINUTE, -1, 1, MINUTE, HOUR, 2 * HOUR, 30 * HOUR, 5 * 24 * HOUR]
const JUMPS_MS = [0, 0, 1, 4 * MINUTE, 5 * MINUTE, HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR, 47 * HOUR, 48 * HOUR]
const SEGMENTS = 4
const CHAPTER_MS = 2_500

/** Which rules the segments of a story have, and which events it is told with. */
const KINDS = {
  mixed: { rules: storyRules, arrivals: storyArrivals },
  medians: { rules: medianConditions, arrivals: arrivalArbitrary },
}
export type StoryRules = keyof typeof KINDS

/** The same for every seed, whichever are played: drawn once. */
interface Pool {
  bodies: { name: string; sections: Sent['sections'] }[]
  rules: Input[]
}
const pools = new Map<StoryRules, Pool>()

function poolOf(kind: StoryRules): Pool {
  const known = pools.get(kind)
  if (known) return known
  const bodies = fc.sample(KINDS[kind].arrivals, { seed: 1, numRuns: 600 }).map(({ event: { hit } }) => ({
    name: hit.name,
    sections: { ...hit.body },
  }))
  const rules = fc
    .sample(segmentArbitrary('tested', KINDS[kind].rules), { seed: 1, numRuns: 400 })
    .map(({ name, rule, purposes }) => SegmentInput.parse({ name, rule, ...(purposes ? { purposes } : {}) }))
  const pool = { bodies, rules }
  pools.set(kind, pool)
  return pool
}

/** @param events about so many in all. */
export function createStory(random: Random, events: number, kind: StoryRules = 'mixed'): Chapter[] {
  const { bodies, rules } = poolOf(kind)
  const chapters = random.int(5) + 3
  const people = random.pick([3, 8, 40])
  const edits = random.pick([0, 0.5, 1.5])
  const sent: Sent[] = []
  let made = 0

  const fresh = (): Sent => {
    const { name, sections } = random.pick(bodies)
    const channel = random.pick(['pixel', 'server'] as const)
    return {
      mark: `m${made++}`,
      channel,
      source: random.chance(0.7) ? 'shop' : 'app',
      name,
      id: `e${made}`,
      ageMs: random.chance(0.3) ? random.pick(LATE_MS) : 0,
      who: random.chance(0.1) ? undefined : `p${random.int(people)}`,
      purposes: random.chance(0.15)
        ? { [random.pick(['profiling', 'personalised_ads', 'modelling', 'storage'] as const)]: random.chance(0.4) }
        : random.chance(0.5)
          ? { profiling: true, personalised_ads: true, storage: true, measurement: true, modelling: true }
          : undefined,
      sections: channel === 'pixel' ? only(sections, ['properties', 'page']) : sections,
    }
  }
  /** Sent before: the very same again, or the same event as the other channel tells it. */
  const copy = (): Sent => {
    const first = random.pick(sent)
    if (random.chance(0.6)) return first
    const other = fresh()
    return { ...other, id: first.id, name: first.name, source: first.source, ageMs: first.ageMs }
  }
  const define = (): Deed => ({
    afterMs: random.next() * CHAPTER_MS,
    do: 'define',
    id: `s${random.int(SEGMENTS)}`,
    input: random.pick(rules),
  })

  return Array.from({ length: chapters }, (_, chapter) => {
    const deeds: Deed[] = []
    for (let left = Math.ceil(events / chapters); left > 0;) {
      const size = Math.min(left, 1 + random.int(random.pick([1, 4, 30])))
      const batch = Array.from({ length: size }, () => {
        const next = sent.length > 0 && random.chance(0.25) ? copy() : fresh()
        sent.push(next)
        return next
      })
      deeds.push({ afterMs: random.next() * CHAPTER_MS, do: 'send', events: batch })
      left -= size
    }
    if (chapter === 0) deeds.push(define(), define())
    for (let n = edits; n > 0; n--) if (random.chance(n)) deeds.push(define())
    if (random.chance(edits / 4)) {
      deeds.push({ afterMs: random.next() * CHAPTER_MS, do: 'drop', id: `s${random.int(SEGMENTS)}` })
    }
    return { deeds, lastsMs: CHAPTER_MS, jumpMs: random.pick(JUMPS_MS) }
  })
}

function only(sections: Sent['sections'], names: readonly string[]): Sent['sections'] {
  return Object.fromEntries(Object.entries(sections).filter(([name]) => names.includes(name)))
}
