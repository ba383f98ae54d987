import { setTimeout as sleep } from 'node:timers/promises'
import { OutageError } from '@weir/contracts'
import type { Logger } from '../logger.ts'
import { backoffMs } from '../waits.ts'

/** Something that runs until it is closed or fails. */
export interface Runner {
  /** Resolves after `close`, rejects with what stopped it. */
  readonly done: Promise<void>
  close(): Promise<void>
}

export interface Supervised<T extends Runner> {
  /** What runs now; undefined between two runs. */
  current(): T | undefined
  /** Why it is not running, if it is not. */
  trouble(): string | undefined
  /** Rejects with a failure that a fresh start would not put right; resolves after `close`. */
  readonly done: Promise<void>
  close(): Promise<void>
}

export interface KeepRunningOptions {
  /** For the log: "the segmenter". */
  name: string
  logger: Logger
}

const PAUSES = { min: 250, max: 5_000 }
/** A run that lasted so long was a success, and the next failure is looked at afresh, ms. */
const STEADY_MS = 30_000
/**
 * A run that lasted so long is told of, ms. Before, it may not have noticed yet that what it needs
 * is still away.
 */
const TOLD_AFTER_MS = 3_000
/** Failures that go on are told of this often, ms: an outage of an hour must not fill the log. */
const TELL_EVERY_MS = 30_000

/**
 * Starts something, and starts it anew after every failure that passes by itself
 * {@link OutageError}): an engine that was away, a partition that somebody else took. State and log
 * say where to go on.
 */
export function supervise<T extends Runner>(start: () => Promise<T>, options: KeepRunningOptions): Supervised<T> {
  const { name, logger } = options
  const closing = new AbortController()
  let current: T | undefined
  let trouble: string | undefined = 'starting'
  let failures = 0
  const teller = createTeller(name, logger)

  const runOnce = async (): Promise<void> => {
    current = await start()
    trouble = undefined
    const runs = setTimeout(() => teller.runs(), TOLD_AFTER_MS).unref()
    if (closing.signal.aborted) void current.close()
    try {
      await current.done
    } finally {
      clearTimeout(runs)
      const ended = current
      current = undefined
      await ended.close()
    }
  }
  const failed = (error: unknown, ranMs: number): void => {
    const reason = error instanceof Error ? error.message : String(error)
    if (ranMs > STEADY_MS) failures = 0
    teller.stopped(reason)
    trouble = reason
  }
  const loop = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const begun = performance.now()
      try {
        return await runOnce()
      } catch (error) {
        if (closing.signal.aborted) return
        if (!(error instanceof OutageError)) throw error
        failed(error, performance.now() - begun)
      }
      const pauseMs = backoffMs(failures++, PAUSES)
      // Cut short when it closes: the loop looks at the signal.
      await sleep(pauseMs, undefined, { signal: closing.signal }).catch(() => undefined)
    }
  }
  const done = loop()
  // Its failure is for whoever waits for `done`.
  done.catch(() => undefined)
  return {
    current: () => current,
    trouble: () => trouble,
    done,
    async close() {
      closing.abort()
      await current?.close()
      // The failure was told already; closing only waits for the end.
      await done.catch(() => undefined)
    },
  }
}

/** Tells of an outage as one story, however many starts there are in it. */
function createTeller(name: string, logger: Logger): { stopped(reason: string): void; runs(): void } {
  let toldAt: number | undefined
  let untold = 0
  return {
    stopped(reason) {
      if (toldAt !== undefined && performance.now() - toldAt < TELL_EVERY_MS) return void untold++
      logger.warn({ reason, ...(untold > 0 ? { timesSince: untold } : {}) }, `${name} has stopped and is started again`)
      toldAt = performance.now()
      untold = 0
    },
    runs() {
      if (toldAt !== undefined) logger.info(`${name} runs again`)
      toldAt = undefined
      untold = 0
    },
  }
}
