import type { ConsumeOptions, EventLog, LogRecord } from '@weir/eventlog'
import type { Life, Network } from './network.ts'

/**
 * The time in which a member serves a partition, rightly or not: one handler, one call at a time.
 */
export interface Tenure {
  readonly partition: number
  /** Settles when it is over, however it ended; never for a process that died in it. */
  readonly over: Promise<void>
  isStopped(): boolean
  /** The batch in hand is the last one. */
  stop(): void
  /** There may be something to read. */
  wake(): void
  /** There is something to do that no record says. */
  rouse(): void
  /** @throws what the handler throws. */
  run(): Promise<void>
}

/**
 * Handlers that have nothing to do are asked less often than they wish: it costs time and shows
 * nothing.
 */
const IDLE_FACTOR = 3

export function createTenure(network: Network, core: EventLog, life: Life, options: ConsumeOptions, partition: number): Tenure {
  const { random, timeline } = network
  const { topic, max, idleMs } = options
  let stopped = false
  let wake = (): void => undefined
  let isAwake = false
  let isRoused = false
  let end = (): void => undefined
  const over = new Promise<void>((resolve) => (end = resolve))

  const isStopped = (): boolean => stopped
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      if (isAwake || isRoused || stopped) return resolve()
      const cancel = timeline.after(ms, resolve)
      wake = () => {
        cancel()
        resolve()
      }
    })
  const fetch = (from: number): Promise<LogRecord[]> => {
    const records = Math.min(max.records, random.pick([1, 5, 50, max.records]))
    return network.call(
      life,
      'fetch',
      `fetch ${topic}/${partition} from ${from}`,
      () => core.read(topic, partition, from, { ...max, records }),
      [],
    )
  }
  /** At least once: now and then a few records come again. */
  const nextAfter = (last: LogRecord): number => {
    if (!random.chance(network.weather.rates['delivered'] ?? 0)) return last.offset + 1
    network.count('delivered again')
    return Math.max(0, last.offset - random.int(5))
  }

  async function serve(): Promise<void> {
    const handler = await options.assign(partition)
    let next = Math.max(0, handler.position)
    while (!isStopped()) {
      isAwake = false
      const records = await fetch(next)
      const last = records.at(-1)
      if (stopped) break
      if (last) {
        await handler.batch(records)
        next = nextAfter(last)
        continue
      }
      await pause(idleMs * IDLE_FACTOR)
      if (stopped || (isAwake && !isRoused)) continue
      isRoused = false
      await handler.idle?.()
    }
    await handler.revoke?.()
  }

  return {
    partition,
    over,
    isStopped,
    stop() {
      stopped = true
      wake()
    },
    wake() {
      isAwake = true
      wake()
    },
    rouse() {
      isRoused = true
      wake()
    },
    async run() {
      try {
        if (!stopped && !life.isOver()) await serve()
      } finally {
        end()
      }
    },
  }
}
