// Held by tests/e2e/retention.e2e.test.ts

import { keysOf } from '@weir/contracts'
import { repeat } from '@weir/runtime'
import { noteRetention } from '@weir/warehouse'
import { CLASSES } from './classes.ts'
import { closeRemovals } from './close-removals.ts'
import type { RetentionDeps } from './deps.ts'
import { retentionMetrics } from './metrics.ts'

const DAY_MS = 86_400_000
/** How often it is looked for removals that were confirmed, ms; and at least so often, ms. */
const LOOK_MS = 1_000
const REMOVALS_MS = 60_000
const AGAIN_MS = 5_000
const PAUSE_PER_LOOK = 5

/**
 * Deletes what is kept too long, class by class and by whole days (UTC), looks again whether it is
 * gone, and notes both. One process does it for all.
 */
export function startRetention(deps: RetentionDeps): { close(): Promise<void> } {
  const { config, clock, keep, logger, warehouse, exclusively } = deps
  const metrics = retentionMetrics(deps.registry)
  /** By class, the instant up to which it was deleted and noted. */
  const noted = new Map<string, number>()
  const onFailure = (): void => metrics.failed()
  const onError = (error: unknown): void =>
    logger.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'what is old could not be deleted; trying again')

  async function look(signal: AbortSignal): Promise<void> {
    const at = clock.now()
    for (const name of keysOf(CLASSES)) {
      if (signal.aborted || keep[name] === Infinity) continue
      const before = Math.floor((at - keep[name]) / DAY_MS) * DAY_MS
      if (before <= 0) continue
      const found = await exclusively(() => CLASSES[name](deps, before))
      metrics.deleted(name, found)
      if (found.deleted === 0 && noted.get(name) === before) continue
      await noteRetention(warehouse, { at, class: name, before, ...found })
      noted.set(name, before)
      if (found.deleted > 0) logger.info({ class: name, deleted: found.deleted }, 'what was old is deleted')
    }
  }
  let seen = { version: -1, at: -Infinity }
  async function lookForRemovals(): Promise<void> {
    const [version, at] = [config.version(), performance.now()]
    if (version === seen.version && at - seen.at < REMOVALS_MS) return
    await closeRemovals(deps)
    seen = { version, at }
  }
  const pace = { restPerRun: PAUSE_PER_LOOK, onError, onFailure }
  const looks = repeat(look, { everyMs: keep.everyMs, againMs: keep.everyMs, ...pace })
  const removals = repeat(lookForRemovals, { everyMs: LOOK_MS, againMs: AGAIN_MS, ...pace })
  return { close: () => Promise.all([looks.close(), removals.close()]).then(() => undefined) }
}
