import { setImmediate as nextTurn } from 'node:timers/promises'

/** Others have a turn after so long, ms. */
const SLICE_MS = 5

interface Slices {
  /** Takes all steps of the work, with a pause whenever it has had its turn. */
  work<T>(steps: Iterator<unknown, T>): Promise<T>
}

/** Lets others have the event loop now and then, however the work is cut into pieces. */
export function createSlices(): Slices {
  let begun = performance.now()
  return {
    async work(steps) {
      for (;;) {
        const step = steps.next()
        if (step.done) return step.value
        if (performance.now() - begun < SLICE_MS) continue
        await nextTurn()
        begun = performance.now()
      }
    },
  }
}
