import { setTimeout as sleep } from 'node:timers/promises'

export interface RepeatOptions {
  /** Pause between the end of a run and the next one, ms. */
  everyMs: number
  /** Runs take at most this fraction (1/n) of the time, however long they take. */
  restPerRun?: number
  /** Pause after a run that failed, ms; as always, when it is not given. */
  againMs?: number
  /**
   * Told of a run that failed, for the log: of the first in a row, and then once in ten minutes.
   * What is away for long would fill the log else. The next run comes all the same.
   */
  onError: (error: unknown) => void
  /** Called for every run that failed, for counters and whatever has to begin anew. */
  onFailure?: (error: unknown) => void
}

/** A failure that lasts is told again after so long, ms. */
const TOLD_AGAIN_MS = 600_000

/**
 * Runs something in the background again and again, one at a time. It does not keep the process
 * alive.
 * @param run takes a signal that says when it is to end.
 * @returns how to stop: resolves when no run is under way any more.
 */
export function repeat(run: (signal: AbortSignal) => Promise<void>, options: RepeatOptions): { close(): Promise<void> } {
  const { everyMs, restPerRun = 0, againMs, onError, onFailure } = options
  const closing = new AbortController()
  const { signal } = closing
  let toldAt = -Infinity
  const tell = (error: unknown): void => {
    onFailure?.(error)
    if (performance.now() - toldAt < TOLD_AGAIN_MS) return
    toldAt = performance.now()
    onError(error)
  }
  const runs = (async () => {
    for (let pauseMs = everyMs; ;) {
      // Cut short when it closes: the loop looks at the signal.
      await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined)
      if (signal.aborted) return
      const started = performance.now()
      try {
        await run(signal)
        pauseMs = everyMs
        toldAt = -Infinity
      } catch (error) {
        tell(error)
        pauseMs = againMs ?? everyMs
      }
      pauseMs = Math.max(pauseMs, restPerRun * (performance.now() - started))
    }
  })()
  return {
    async close() {
      closing.abort()
      await runs
    },
  }
}
