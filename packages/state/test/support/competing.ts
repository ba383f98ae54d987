import { setTimeout as sleep } from 'node:timers/promises'
import { FencedError, PositionError } from '@weir/state'
import type { StateStore } from '@weir/state'
import { StateUnavailableError } from '@weir/state/redis'
import type { Random } from '@weir/testkit'
import { commitFor } from './position-is-content.ts'

/** What the writers of a state have seen. */
export interface Tally {
  /** Per partition, when each position was acknowledged last, on the scale of performance.now. */
  acknowledgedAt: Map<number, number>[]
  /** Commits of somebody who was not the owner any more. */
  fenced: number
  /** Commits that were not answered. */
  unanswered: number
  /** When the server was killed last. */
  killedAt: number
  /**
   * For each acknowledged commit that was lost and done again: how long before the kill it had been
   * acknowledged, ms.
   */
  lostMs: number[]
}

export function createTally(partitions: number): Tally {
  const acknowledgedAt = Array.from({ length: partitions }, () => new Map<number, number>())
  return { acknowledgedAt, fenced: 0, unanswered: 0, killedAt: 0, lostMs: [] }
}

/**
 * Like a segmenter among others that want the same partitions: takes one, goes on from where it
 * stands, and now and then loses it to another. Sends a commit that was not answered again until it
 * knows. @throws what is none of the refusals that may come.
 */
export async function compete(store: StateStore, random: Random, tally: Tally, isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const partition = random.int(store.partitions)
    try {
      const lease = await store.acquire(partition)
      let position = await lease.position()
      for (const last = position + 1 + random.int(60); position < last && !isOver();) {
        await commitUntilAnswered(() => lease.commit(commitFor(position + 1)), tally, isOver)
        position++
        const acknowledged = tally.acknowledgedAt[partition]!
        const before = acknowledged.get(position)
        if (before !== undefined) tally.lostMs.push(tally.killedAt - before)
        acknowledged.set(position, performance.now())
      }
    } catch (error) {
      if (error instanceof FencedError) tally.fenced++
      // From somewhere that the state has fallen back from.
      else if (error instanceof PositionError) continue
      else if (error instanceof StateUnavailableError) await sleep(5)
      else throw error
    }
  }
}

async function commitUntilAnswered(commit: () => Promise<unknown>, tally: Tally, isOver: () => boolean): Promise<void> {
  for (;;) {
    try {
      await commit()
      return
    } catch (error) {
      if (!(error instanceof StateUnavailableError) || isOver()) throw error
      tally.unanswered++
      await sleep(5)
    }
  }
}
