import { WeirError } from '@weir/contracts'
import type { Loader } from '@weir/loader'
import type { Clock } from '@weir/runtime'
import type { Segmenter } from '@weir/segmenter'

/** Letting everything catch up, and moving the manual clock. */
export interface ProcessTime {
  settled(): Promise<void>
  /**
   * Moves the clock to `now` (Unix ms) and resolves when all that falls due by then has been done
   * and can be read.
   */
  advance(now: number): Promise<void>
}

export function createTime(clock: Clock, segmenter: Segmenter, loader: Loader): ProcessTime {
  let moving: Promise<void> = Promise.resolve()
  const settled = async (): Promise<void> => {
    await segmenter.drained()
    await loader.drained()
  }
  const move = async (now: number): Promise<void> => {
    if (now < clock.now())
      throw new WeirError('conflict', `time only moves forward: it is ${new Date(clock.now()).toISOString()} already`)
    // What was accepted before is folded at its own time, not after the jump.
    await segmenter.drained()
    clock.advance(now)
    await segmenter.tick(now)
    await loader.drained()
  }
  return {
    settled,
    advance(now) {
      const turn = moving.then(() => move(now))
      // The next move waits for the end, good or bad; the caller has the failure.
      moving = turn.catch(() => undefined)
      return turn
    },
  }
}
