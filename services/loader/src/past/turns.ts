import { setImmediate as nextTurn } from 'node:timers/promises'

/** Others have a turn after so long, ms. */
const TURN_MS = 5

export interface Turns {
  /** Takes all steps of the work, with a pause whenever it has had its turn. */
  inTurns<T>(steps: Iterator<unknown, T>): Promise<T>
}

/** Lets others have the event loop now and then, however the work is cut into pieces. */
export function createTurns(): Turns {
  let begun = performance.now()
  return {
    async inTurns(steps) {
      for (;;) {
        const step = steps.next()
        if (step.done) return step.value
        if (performance.now() - begun < TURN_MS) continue
        await nextTurn()
        begun = performance.now()
      }
    },
  }
}
