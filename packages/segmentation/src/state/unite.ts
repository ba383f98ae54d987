// Held by packages/segmentation/src/evolve/absorb.prop.test.ts

import type { Entry } from './entry.ts'
import { before, emptyWindowState, same } from './window-state.ts'
import type { WindowState } from './window-state.ts'

/**
 * Unites what two persons' events left in a window state, into a new one. An event that both have
 * counts once. The caller trims it.
 */
export function uniteWindowStates(a: WindowState, b: WindowState): WindowState {
  // Filled in, not spread: all window states have one shape, and what reads them stays fast.
  const united = emptyWindowState()
  united.entries = uniteEntries(a.entries, b.entries)
  united.exactFrom = Math.max(a.exactFrom, b.exactFrom)
  united.merged = a.merged || b.merged
  united.buckets = a.buckets + b.buckets
  return united
}

function uniteEntries(a: readonly Entry[], b: readonly Entry[]): Entry[] {
  const united: Entry[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const [own, other] = [a[i]!, b[j]!]
    if (same(own, other)) {
      // Copies of one event may say different things: the greater counts, from whichever side.
      united.push(other.units > own.units ? other : own)
      i++
      j++
    } else if (before(other, own)) {
      united.push(other)
      j++
    } else {
      united.push(own)
      i++
    }
  }
  while (i < a.length) united.push(a[i++]!)
  while (j < b.length) united.push(b[j++]!)
  return united
}
