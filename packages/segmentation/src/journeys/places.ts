// Held by packages/segmentation/src/journeys/journeys.prop.test.ts
import { durationMs, ENTRY_STEP } from '@weir/contracts'
import type { Condition, JourneyInput, JourneyStep, Selector } from '@weir/contracts'

/** A place where people of a journey are: its entry, or a step. */
export interface Place {
  id: string
  /** Undefined for the entry. */
  step: JourneyStep | undefined
  /** Where the step stands among the steps; -1 for the entry. */
  index: number
  before: Place | undefined
  /** In the order of the list: of several that somebody may go on to, the first one counts. */
  next: Place[]
  /** The newest of these events says since when somebody is on the way here. */
  anchor: Selector | undefined
  /** How long after the anchor this place is reached, ms. */
  waitedMs: number
}

/**
 * The steps of a journey as a tree, by their ids, in the order of the list. Steps that come after
 * one that is not there, or not earlier, are left out.
 */
export function placesOf({ entry, steps }: Pick<JourneyInput, 'entry' | 'steps'>): Map<string, Place> {
  const places = new Map<string, Place>()
  const from = { before: undefined, next: [], anchor: entry.event, waitedMs: 0 }
  places.set(ENTRY_STEP, { id: ENTRY_STEP, step: undefined, index: -1, ...from })
  for (const [index, step] of steps.entries()) {
    const before = places.get(step.after ?? steps[index - 1]?.id ?? ENTRY_STEP)
    if (!before || places.has(step.id)) continue
    const waitedMs = step.event ? 0 : before.waitedMs + (step.wait === undefined ? 0 : durationMs(step.wait))
    const place = { id: step.id, step, index, before, next: [], anchor: step.event ?? before.anchor, waitedMs }
    before.next.push(place)
    places.set(step.id, place)
  }
  return places
}

/**
 * What takes somebody who is at the place before on to this one; nothing, where everybody goes on.
 */
export function conditionOf({ step, before, anchor, waitedMs }: Place, lasts: string): Condition | undefined {
  const parts: Condition[] = []
  if (step?.event) parts.push(sinceAnchor(step.event, before?.anchor, lasts))
  if (step?.wait !== undefined && anchor) parts.push({ not: { event: anchor, within: durationText(waitedMs)! } })
  if (step?.if) parts.push(step.if)
  return parts.length > 1 ? { all: parts } : parts[0]
}

/** An event that came after the newest anchor; without an anchor, at any time of the span. */
export function sinceAnchor(event: Selector, anchor: Selector | undefined, within: string): Condition {
  return anchor ? { event, within, since: { event: anchor } } : { event, within }
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

/** A span of ms as a rule says it; undefined where it takes more digits than a rule may have. */
export function durationText(ms: number): string | undefined {
  const [unit, size] = UNITS.find(([, size]) => ms % size === 0)!
  const count = ms / size
  return count < 1_000_000_000 ? `${count}${unit}` : undefined
}
