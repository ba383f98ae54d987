import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** Others have a turn after so long, ms. */
const SLICE_MS = 5
/** Others who need so long for their turn, ms, are at work themselves. */
const BUSY_MS = 1
/** They have the event loop to themselves for so long, ms: work of the past can wait. */
const REST_MS = 20

interface Slices {
  /** Takes all steps of the work, with a pause whenever it has had its turn. */
  work<T>(steps: Iterator<unknown, T>): Promise<T>
}

/**
 * Lets others have the event loop now and then, however the work is cut into pieces, and most of it
 * where they need it.
 */
export function createSlices(): Slices {
  let begun = performance.now()
  async function pause(): Promise<void> {
    const paused = performance.now()
    await nextTurn()
    if (performance.now() - paused > BUSY_MS) await sleep(REST_MS)
    begun = performance.now()
  }
  return {
    async work(steps) {
      for (;;) {
        const step = steps.next()
        if (step.done) return step.value
        if (performance.now() - begun >= SLICE_MS) await pause()
      }
    },
  }
}
