import { setTimeout as sleep } from 'node:timers/promises'
import { OutageError } from '@weir/contracts'
import type { Logger } from '../logger.ts'
import { backoffMs } from '../waits.ts'

const PAUSES = { min: 250, max: 5_000 }

export interface ReachOptions {
  /** For the log: "Kafka". */
  name: string
  logger: Logger
  /** Ends the waiting. */
  signal: AbortSignal
  /** Whether the failure passes by itself; unless told, when it is an {@link OutageError}. */
  isOutage?: (error: unknown) => boolean
  /** Told of the reason for which it has to wait, and of none when it does not any more. */
  onWait?: (reason: string | undefined) => void
}

/**
 * Opens what a process needs, however long that takes to come: one line in the log when it is away
 * and one when it is there, so that nobody has to start things in an order.
 * @throws what `open` throws when waiting is of no use; the reason of `signal` when that ends it.
 */
export async function waitForDependency<T>(open: () => Promise<T>, options: ReachOptions): Promise<T> {
  const { name, logger, signal, isOutage = (error) => error instanceof OutageError, onWait } = options
  const since = performance.now()
  onWait?.('not reached yet')
  for (let tries = 0; ; tries++) {
    signal.throwIfAborted()
    try {
      const opened = await open()
      if (tries > 0) logger.info({ needs: name, waitedMs: Math.round(performance.now() - since) }, `${name} is there`)
      onWait?.(undefined)
      return opened
    } catch (error) {
      if (!isOutage(error)) throw error
      const reason = error instanceof Error ? error.message : String(error)
      if (tries === 0) logger.warn({ needs: name, reason }, `${name} is away; waiting for it`)
      onWait?.(reason)
      await sleep(backoffMs(tries, PAUSES), undefined, { signal })
    }
  }
}
