// Held by route.test.ts
import type { StoredThreshold, ThresholdInput } from '@weir/contracts'
import { isDeepStrictEqual } from 'node:util'
import type { ReportingDeps } from '../shared/deps.ts'
import { createSerial } from '../shared/serial.ts'

type PublishingDeps = Pick<ReportingDeps, 'config' | 'clock'>

const serials = new WeakMap<ReportingDeps['config'], ReturnType<typeof createSerial>>()

/** Runs one change of thresholds at a time, whoever in this process makes it. */
export function inTurn<T>({ config }: Pick<ReportingDeps, 'config'>, task: () => Promise<T>): Promise<T> {
  const serial = serials.get(config) ?? createSerial()
  serials.set(config, serial)
  return serial(task)
}

/**
 * Publishes the numbers of a threshold, if they are not the ones in force.
 * @param over publishes only over this version (0: none), so that what somebody else published
 *   meanwhile stands.
 * @returns whether there is a new version.
 */
export function publishThreshold(deps: PublishingDeps, id: string, numbers: ThresholdInput, over?: number): Promise<boolean> {
  const { config, clock } = deps
  return inTurn(deps, async () => {
    const before = config.threshold(id)
    const version = before?.version ?? 0
    if ((over !== undefined && version !== over) || (before && sameNumbers(before, numbers))) return false
    const next: StoredThreshold = { ...numbers, id, version: version + 1, published_at: clock.now() }
    await config.put(`threshold:${id}`, next)
    return true
  })
}

function sameNumbers(threshold: StoredThreshold, input: ThresholdInput): boolean {
  const { id: _, version: __, published_at: ___, ...numbers } = threshold
  return isDeepStrictEqual(numbers, input)
}
