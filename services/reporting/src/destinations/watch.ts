// Held by tests/e2e/activation.e2e.test.ts
import { Gauge, repeat } from '@weir/runtime'
import type { ReportingDeps } from '../shared/deps.ts'
import { compareWithMembers } from './compare.ts'
import { createDestinationPeople } from './people.ts'

/** How often it is looked, ms. */
const LOOK_MS = 600_000
/** Looking takes at most this fraction (1/n) of the time, however many people there are. */
const PAUSE_PER_LOOK = 50

/**
 * Keeps a metric of whom destinations have and should not, or lack. Somebody who changes while it
 * is looked may be counted: it is above 0 for long only where something is wrong.
 * @returns how to look now, and how to stop.
 */
export function watchDestinations(deps: ReportingDeps): { look(): Promise<void>; close(): Promise<void> } {
  const { activation, config, logger, registry } = deps
  const people = createDestinationPeople(deps)
  const gauge = new Gauge({
    name: 'weir_activation_differences',
    help: 'People whom a destination has and should not, or lacks, as of the last look.',
    labelNames: ['destination', 'action'],
    registers: [registry],
  })
  const look = async (): Promise<void> => {
    if (!activation) return
    for (const destination of config.destinations()) {
      if (destination.deleting || destination.kind === 'files') continue
      const { add, remove } = await compareWithMembers(activation, people, destination)
      gauge.set({ destination: destination.id, action: 'add' }, add)
      gauge.set({ destination: destination.id, action: 'remove' }, remove)
    }
  }
  const onError = (error: unknown): void =>
    logger.warn({ err: error }, 'destinations could not be compared with members; it is tried again')
  const looks = repeat(look, { everyMs: LOOK_MS, restPerRun: PAUSE_PER_LOOK, onError })
  return { look, close: () => looks.close() }
}
