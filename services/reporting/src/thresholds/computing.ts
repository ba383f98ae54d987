// Held by computing.test.ts
import { repeat } from '@weir/runtime'
import type { ReportingDeps } from '../shared/deps.ts'
import { createReportReader } from '../shared/reader.ts'
import { computeThreshold, percentilesIn } from './compute.ts'

type ComputingDeps = Pick<ReportingDeps, 'config' | 'clock' | 'warehouse' | 'logger'>

interface ComputingOptions {
  /** How old a threshold may get before it is computed anew, ms; 0: none is computed. */
  everyMs: number
  /** Pause between two looks for what is missing or old, ms. */
  lookMs?: number
  /** Computing takes at most this fraction (1/n) of the time, however large the warehouse. */
  restPerLook?: number
}

const LOOK_MS = 60_000
/** What nobody has anything to measure for, or what failed, is tried again after this, ms. */
const AGAIN_MS = 600_000
const REST_PER_LOOK = 20

/**
 * Computes and publishes thresholds of percentiles in the background: those that segments wait for
 * soon, the others when they are old. Several processes may do so at once: what one has published
 * is not old for the others.
 */
export function startComputing(deps: ComputingDeps, options: ComputingOptions): { close(): Promise<void> } {
  const { everyMs, lookMs = LOOK_MS, restPerLook = REST_PER_LOOK } = options
  if (everyMs === 0) return { close: async () => undefined }
  const { config, clock, logger } = deps
  const warehouse = createReportReader(deps.warehouse)
  /** When each was computed last by this process, Unix ms: it may have come to the same number. */
  const computed = new Map<string, number>()
  const isDue = (id: string, now: number): boolean => {
    const published = config.threshold(id)?.published_at
    const last = Math.max(published ?? -Infinity, computed.get(id) ?? -Infinity)
    return now - last >= (published === undefined ? Math.min(AGAIN_MS, everyMs) : everyMs)
  }
  const computeDue = async (signal: AbortSignal): Promise<void> => {
    const now = clock.now()
    for (const one of percentilesIn(config)) {
      if (signal.aborted) return
      if (!isDue(one[0], now)) continue
      computed.set(one[0], now)
      await computeThreshold(deps, warehouse, one, now).catch((error: unknown) =>
        logger.error({ err: error, threshold: one[0] }, 'a threshold could not be computed'),
      )
    }
  }
  const onError = (error: unknown): void => logger.error({ err: error }, 'thresholds could not be computed')
  return repeat(computeDue, { everyMs: Math.min(lookMs, everyMs), restPerRun: restPerLook, onError })
}
