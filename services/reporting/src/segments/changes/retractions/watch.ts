import { Gauge, repeat } from '@weir/runtime'
import type { ReportingDeps } from '../../../shared/deps.ts'
import { createReportReader } from '../../../shared/reader.ts'
import { openRetractions } from './open.ts'

type WatchDeps = Pick<
  ReportingDeps,
  'config' | 'fold' | 'decodePerson' | 'optOuts' | 'ledger' | 'clock' | 'warehouse' | 'registry' | 'logger' | 'erased'
>

/** How many removals are open at a destination, over all segments, and since when. */
interface Standing {
  open: number
  oldest: number
}

/** How often it is looked, ms. */
const LOOK_MS = 60_000
/** Looking takes at most this fraction (1/n) of the time, however many destinations there are. */
const PAUSE_PER_LOOK = 20

/**
 * Keeps the metrics of retractions that destinations have not confirmed. After a look that failed
 * they say what they said before, and grow older. @returns how to look now, and how to stop.
 */
export function watchRetractions(deps: WatchDeps): { look(): Promise<void>; close(): Promise<void> } {
  const { config, clock, ledger, logger, registry } = deps
  const warehouse = createReportReader(deps.warehouse)
  let standings = new Map<string, Standing>()
  const labels = { labelNames: ['consumer'], registers: [registry] }
  const count: Gauge = new Gauge({
    name: 'weir_retractions_open',
    help: 'People that a destination has to delete and has not confirmed.',
    ...labels,
    collect() {
      count.reset()
      for (const [consumer, { open }] of standings) count.set({ consumer }, open)
    },
  })
  const age: Gauge = new Gauge({
    name: 'weir_retraction_oldest_seconds',
    help: 'For how long the oldest of them waits.',
    ...labels,
    collect() {
      age.reset()
      for (const [consumer, { oldest }] of standings) age.set({ consumer }, Math.max(0, clock.now() - oldest) / 1000)
    },
  })

  const look = async (): Promise<void> => {
    const end = await ledger.end()
    const found = new Map<string, Standing>()
    for (const consumer of config.consumers()) {
      const { count: open, oldest = Infinity } = await openRetractions(deps, warehouse, consumer, end)
      const known = found.get(consumer.name) ?? { open: 0, oldest: Infinity }
      found.set(consumer.name, { open: known.open + open, oldest: Math.min(known.oldest, oldest) })
    }
    standings = found
  }
  const onError = (error: unknown): void =>
    logger.warn({ err: error }, 'open retractions could not be counted; it is tried again')
  const looks = repeat(look, { everyMs: LOOK_MS, restPerRun: PAUSE_PER_LOOK, onError })
  return { look, close: () => looks.close() }
}
