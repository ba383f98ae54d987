import { GROUPS, TOPICS } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { Gauge } from '@weir/runtime'
import type { Logger, Registry } from '@weir/runtime'
import type { Backlog } from './backlog.ts'

export interface BacklogDeps {
  /** How many records wait to be folded; undefined, or a rejection, where that is not known. */
  look: () => Promise<number | undefined>
  /** Senders are turned away above this many records. */
  max: number
  /** Pause between two looks, ms. */
  everyMs: number
  logger: Logger
  registry: Registry
}

/** How long a measurement is valid if there is none newer, ms. */
const BELIEVED_MS = 15_000

/**
 * The records that wait to be folded, as of a moment ago. An unknown backlog turns no sender away:
 * it is a metric, and a log line when it begins and ends.
 */
export function watchBacklog({ look, max, everyMs, logger, registry }: BacklogDeps): Backlog & { close(): void } {
  let found: { records: number; at: number } | undefined
  let told = true
  const known = (): number | undefined => (found && performance.now() - found.at <= BELIEVED_MS ? found.records : undefined)
  const registers = [registry]
  const records: Gauge = new Gauge({
    name: 'weir_ingest_backlog_records',
    help: 'Records that wait to be folded, of all partitions; NaN while that is not known.',
    registers,
    collect: () => records.set(known() ?? Number.NaN),
  })
  const isKnown: Gauge = new Gauge({
    name: 'weir_ingest_backlog_known',
    help: '1 while it is known how many records wait to be folded; while it is not, nobody is turned away for them.',
    registers,
    collect: () => isKnown.set(known() === undefined ? 0 : 1),
  })

  const lookOnce = async (): Promise<void> => {
    let reason: unknown = 'nobody has told yet how far the segmenters are'
    try {
      const count = await look()
      if (count !== undefined) found = { records: count, at: performance.now() }
    } catch (error) {
      reason = error instanceof Error ? error.message : error
    }
    const knows = known() !== undefined
    if (knows === told) return
    told = knows
    if (knows) logger.info('it is known again how much waits to be folded')
    else logger.warn({ reason }, 'it is not known how much waits to be folded: nobody is turned away for it')
  }
  let timer: NodeJS.Timeout | undefined
  let closed = false
  // One look after the other: while the log is away an answer takes longer than the pause.
  const goOn = (): void => {
    if (closed) return
    timer = setTimeout(() => void lookOnce().then(goOn), everyMs)
    timer.unref()
  }
  void lookOnce().then(goOn)
  return {
    waiting: () => known() ?? 0,
    max,
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

/** What waits in all partitions, as the segmenters, wherever they run, have told it to the log. */
export async function behindOnLog(log: Pick<EventLog, 'behind'>): Promise<number | undefined> {
  const [hits, events] = await Promise.all([log.behind(TOPICS.hits, GROUPS.resolve), log.behind(TOPICS.events, GROUPS.fold)])
  return hits === undefined || events === undefined ? undefined : hits + events
}
