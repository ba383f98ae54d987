// Held by tests/simulation/whole-pipeline.sim.test.ts

import { PositionError } from '@weir/state'

/**
 * How often an idle partition looks whether its state has fallen back: until then readers see what
 * is old, ms.
 */
const LOOK_MS = 5_000

/**
 * Looks now and then whether a store still holds what was committed. A commit would tell, and a
 * quiet partition makes none.
 * @param found what is wrong with the store; undefined when it holds what was committed.
 * @returns a look, which costs nothing when the last one was not long ago. It rejects with a
 *   PositionError when the store fell back.
 */
export function watchForRollback(found: () => Promise<string | undefined>): () => Promise<void> {
  let lookedAt = performance.now()
  return async () => {
    if (performance.now() - lookedAt < LOOK_MS) return
    lookedAt = performance.now()
    const fault = await found()
    if (fault !== undefined) throw new PositionError(fault)
  }
}
