import type { EventLeaf } from './event-leaf.ts'
import { nextFlip, truthAt } from './leaf.ts'
import type { LeafRule } from './leaf.ts'
import type { Looks, TrackState } from './track.ts'

/** What a condition says at an instant and when it flips, for conditions that have no shorter way than to be asked for both. */
export function lookBy(truth: EventLeaf['truthAt'], flip: EventLeaf['nextFlip']): Pick<EventLeaf, 'look' | 'isBrief'> {
  return {
    look(state, at, looks, i) {
      looks[2 * i] = truth(state, at) ? 1 : 0
      looks[2 * i + 1] = flip(state, at)
    },
    isBrief: false,
  }
}

/**
 * The same for a measure over a window. By far most conditions are "at least n in so many days" (or fewer): then it all hangs
 * on the nth event from the end, and nothing has to be counted.
 */
export function compileLook(rule: LeafRule): Pick<EventLeaf, 'look' | 'isBrief'> {
  const least = rule.measure === 'count' ? atLeast(rule) : undefined
  const { slidesMs } = rule.span
  if (!least || slidesMs === undefined) return { look: (state, at, looks, i) => ask(rule, state, at, looks, i), isBrief: false }
  const { n, unless } = least
  const look: EventLeaf['look'] = (state, at, looks, i) => {
    const { entries, merged } = state
    const { length } = entries
    // Events of fast clocks that are still to come, and buckets, have to be counted.
    if (merged || (length > 0 && entries[length - 1]!.t > at)) return ask(rule, state, at, looks, i)
    const until = length < n ? -Infinity : entries[length - n]!.t + slidesMs
    const reached = until > at
    looks[2 * i] = reached !== unless ? 1 : 0
    looks[2 * i + 1] = reached ? until : Infinity
  }
  return { look, isBrief: true }
}

function ask(rule: LeafRule, state: TrackState, at: number, looks: Looks, i: number): void {
  looks[2 * i] = truthAt(rule, state, at) ? 1 : 0
  looks[2 * i + 1] = nextFlip(rule, state, at)
}

/** The comparison as "at least n", or as "not at least n"; undefined for others, and where nothing at all is enough. */
function atLeast({ comparison: c }: LeafRule): { n: number; unless: boolean } | undefined {
  const reach = c.gte ?? c.lt
  const beyond = c.gt ?? c.lte
  const n = reach === undefined ? (beyond === undefined ? 0 : Math.floor(beyond) + 1) : Math.ceil(reach)
  return n > 0 ? { n, unless: c.lt !== undefined || c.lte !== undefined } : undefined
}
