import type { Shape } from '../traffic.ts'

/**
 * The limit of "at least n in a window": one dense slab of numbers, the last few times per person
 * and event name, and nothing else. It knows neither late events nor consent, traits, identifiers
 * or evidence, so it is what a machine can do, not what Weir could be.
 */
export function createPlainLoop(shape: Shape, people: number): (person: number, name: number, at: number) => void {
  const { names, segmentsPerName } = shape
  const times = new Float64Array(people * names * LAST)
  const counts = new Uint32Array(people * names)
  const members = new Uint32Array(people * names)
  const due = new Float64Array(people).fill(Infinity)
  return (person, name, at) => {
    const slot = person * names + name
    const count = counts[slot]! + 1
    counts[slot] = count
    times[slot * LAST + (count % LAST)] = at
    let bits = 0
    for (let nth = 0; nth < segmentsPerName; nth++) {
      const atLeast = 1 + (nth % LAST)
      if (count < atLeast) continue
      const leaves = times[slot * LAST + ((count - atLeast + 1) % LAST)]! + WINDOWS_MS[nth % WINDOWS_MS.length]!
      if (leaves <= at) continue
      bits |= 1 << nth
      if (leaves < due[person]!) due[person] = leaves
    }
    members[slot] = bits
  }
}

/** The largest n of the segments. */
const LAST = 5
const WINDOWS_MS = [1, 3, 7, 14, 30, 2, 5, 10, 21, 60].map((days) => days * 86_400_000)
