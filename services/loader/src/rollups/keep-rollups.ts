// Held by keep-rollups.test.ts
import { repeat } from '@weir/runtime'
import type { Logger, Registry } from '@weir/runtime'
import type { Warehouse } from '@weir/warehouse'
import { cellsKind, conversionsKind } from './kinds.ts'
import type { RollupKind } from './kinds.ts'
import { rollupMetrics } from './metrics.ts'
import type { RollupMetrics } from './metrics.ts'

export interface RollupDeps {
  warehouse: Warehouse
  logger: Logger
  registry?: Registry | undefined
  /** Runs work while nothing is deleted from the tables, and no fact is stamped anew. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
  /** Pause between two looks, ms. Default 5,000. */
  lookMs?: number
  /**
   * What counts no more stays so long for reports that have begun, ms. Default 600,000.
   */
  keptMs?: number
}

const LOOK_MS = 5_000
const KEPT_MS = 600_000
/** Runs take at most a fifth of the time. */
const REST_PER_RUN = 4

/**
 * Rolls up every day whose facts are not those that it was rolled up from, whatever changed them,
 * and attributes its conversions. A day that changes from look to look waits until it stands still:
 * reports read its facts. Killed at any place, it does that day again.
 */
export function keepRollups(deps: RollupDeps): { close(): Promise<void> } {
  const { warehouse, logger, lookMs = LOOK_MS } = deps
  const metrics = rollupMetrics(deps.registry)
  const looks = [keep(cellsKind(warehouse), deps, metrics), keep(conversionsKind(warehouse), deps, metrics)]
  const look = async (signal: AbortSignal): Promise<void> => {
    for (const one of looks) await one(signal)
    metrics.looked()
  }
  const onFailure = (): void => metrics.failed()
  const onError = (error: unknown): void =>
    logger.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'days could not be rolled up; trying again')
  return repeat(look, { everyMs: lookMs, againMs: 2 * lookMs, restPerRun: REST_PER_RUN, onError, onFailure })
}

function keep<Day extends { day: string | number; digest: string }>(
  kind: RollupKind<Day>,
  { exclusively, keptMs = KEPT_MS }: RollupDeps,
  metrics: RollupMetrics,
): (signal: AbortSignal) => Promise<void> {
  let before = new Map<Day['day'], string>()
  /** By run that counts no more, since when that is known. */
  let old = new Map<number, number>()

  async function forget(): Promise<void> {
    const now = performance.now()
    old = new Map((await kind.old()).map((run) => [run, old.get(run) ?? now]))
    const over = [...old].filter(([, since]) => now - since >= keptMs).map(([run]) => run)
    await kind.delete(over)
    for (const run of over) old.delete(run)
  }

  return async (signal) => {
    const days = await kind.days()
    metrics.waiting(kind.name, days.length)
    let left = days.length
    for (const batch of kind.batches(days.filter(({ day, digest }) => before.get(day) === digest))) {
      if (signal.aborted) return
      left -= await exclusively(() => kind.make(batch))
      metrics.waiting(kind.name, left)
    }
    before = new Map(days.map(({ day, digest }) => [day, digest]))
    await forget()
  }
}
