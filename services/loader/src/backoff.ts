import { setTimeout as sleep } from 'node:timers/promises'
import { backoffMs } from '@weir/runtime'
import type { Logger } from '@weir/runtime'
import { WarehouseError } from '@weir/warehouse'

const PAUSES = { min: 50, max: 5_000 }

/** The loader is closing: what is in hand is dropped, the log still has it. */
export class ClosingError extends Error {
  override readonly name = 'ClosingError'
}

/**
 * Waits for a warehouse that is away. The partitions of a table share one, so that an outage is one
 * line in the log and its end another, and a table that fails alone is not called well because the
 * others are.
 */
export interface Backoff {
  /** Calls `attempt` until it succeeds. @throws ClosingError, and whatever is no WarehouseError. */
  until<T>(attempt: () => Promise<T>): Promise<T>
  /** Something failed: waits longer each time. @throws ClosingError. */
  pause(error: WarehouseError): Promise<void>
  /** Something succeeded. */
  ok(): void
}

/** @param onChange told whether the warehouse is away, at first and whenever that changes. */
export function createBackoff(
  table: string,
  logger: Logger,
  signal: AbortSignal,
  onChange: (away: boolean) => void = () => undefined,
): Backoff {
  let failures = 0
  onChange(false)
  const mustBeOpen = (): void => {
    if (signal.aborted) throw new ClosingError('the loader is closing')
  }
  const patience: Backoff = {
    ok() {
      if (failures === 0) return
      failures = 0
      logger.info({ table }, 'the warehouse is back')
      onChange(false)
    },
    async pause(error) {
      if (failures === 0) {
        logger.warn({ table, code: error.code, reason: error.message }, 'the warehouse is away; rows wait in the log')
        onChange(true)
      }
      const pauseMs = backoffMs(failures++, PAUSES)
      // Cut short when it closes: the loop looks at the signal.
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
      mustBeOpen()
    },
    async until(attempt) {
      for (;;) {
        mustBeOpen()
        try {
          const value = await attempt()
          patience.ok()
          return value
        } catch (error) {
          if (!(error instanceof WarehouseError)) throw error
          await patience.pause(error)
        }
      }
    },
  }
  return patience
}
