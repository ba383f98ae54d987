import { setTimeout as sleep } from 'node:timers/promises'
import { TOPICS } from '@weir/contracts'
import type { Consumer, EventLog, LogRecord } from '@weir/eventlog'
import type { Lease, StateStore, View } from '@weir/state'

/**
 * A small processor: counts the records of each key, and the gaps and repeats in their numbers.
 * Like the real ones it takes a lease per partition and commits what it has counted together with
 * its place in the log.
 */
export interface CountingOptions {
  log: EventLog
  store: StateStore
  group: string
  /** How long it keeps each batch in hand before it commits, ms. */
  holdMs: number
  onEvent: (event: CountingEvent) => void
}

/** What it tells of itself, as it happens. */
export interface CountingEvent {
  what: 'assigned' | 'committed' | 'refused' | 'revoked'
  partition: number
  /** The last offset of the batch, or the place where it begins. */
  offset: number
}

/** What is kept for a key. */
interface Count {
  count: number
  /** How often a number was not the one after the last. */
  faults: number
}

export function startCounting({ log, store, group, holdMs, onEvent }: CountingOptions): Consumer {
  return log.consume({
    topic: TOPICS.hits,
    group,
    max: { records: 200, bytes: 1 << 20 },
    idleMs: 50,
    async assign(partition) {
      const lease = await store.acquire(partition)
      let position = await lease.position()
      const tell = (what: CountingEvent['what'], offset: number): void => onEvent({ what, partition, offset })
      tell('assigned', position)
      return {
        position: position + 1,
        async batch(records) {
          const puts = await countedIn(lease, records)
          await sleep(holdMs)
          const last = records.at(-1)!.offset
          try {
            await lease.commit({ expect: position, position: last, puts })
          } catch (error) {
            tell('refused', last)
            throw error
          }
          position = last
          tell('committed', last)
        },
        revoke: async () => tell('revoked', position),
      }
    },
  })
}

async function countedIn(view: View, records: readonly LogRecord[]): Promise<{ key: string; value: Uint8Array }[]> {
  const keys = [...new Set(records.map(({ key }) => key))]
  const counts = await countsOf(view, keys)
  for (const { key, value } of records) {
    const { count, faults } = counts.get(key)!
    const right = Number(Buffer.from(value).toString()) === count
    counts.set(key, { count: count + 1, faults: right ? faults : faults + 1 })
  }
  return [...counts].map(([key, count]) => ({ key, value: Buffer.from(`${count.count} ${count.faults}`) }))
}

export async function countsOf(view: View | Lease, keys: readonly string[]): Promise<Map<string, Count>> {
  const stored = await view.load(keys)
  return new Map(
    keys.map((key, i) => {
      const [count = 0, faults = 0] = Buffer.from(stored[i] ?? '')
        .toString()
        .split(' ')
        .map(Number)
      return [key, { count, faults }]
    }),
  )
}

/** Appends numbered records for some keys of every partition, in a steady rhythm. */
export interface Load {
  /** Runs until told to stop. @throws what an append throws: nothing is sent twice. */
  run(isOver: () => boolean): Promise<void>
  /**
   * What is wrong in the state, once everything is counted: keys whose count is not what was sent.
   */
  faults(store: StateStore): Promise<string[]>
}

const KEYS_PER_PARTITION = 5

export function createLoad(log: EventLog, partitions: number, everyMs: number): Load {
  const keys = Array.from({ length: partitions * KEYS_PER_PARTITION }, (_, i) => ({
    key: `k${i}`,
    partition: i % partitions,
    sent: 0,
  }))
  return {
    async run(isOver) {
      while (!isOver()) {
        const entries = keys.map((of) => ({ partition: of.partition, key: of.key, value: Buffer.from(`${of.sent++}`) }))
        await log.append(TOPICS.hits, entries)
        await sleep(everyMs)
      }
    },
    async faults(store) {
      const faults: string[] = []
      for (let partition = 0; partition < partitions; partition++) {
        const own = keys.filter((of) => of.partition === partition)
        const counts = await countsOf(
          store.view(partition),
          own.map(({ key }) => key),
        )
        for (const { key, sent } of own) {
          const { count, faults: wrong } = counts.get(key)!
          if (count !== sent || wrong > 0) faults.push(`${key}: ${count} counted, ${wrong} out of order, ${sent} sent`)
        }
      }
      return faults
    },
  }
}
