import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry, LogRecord } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createGroups } from './groups.ts'
import type { Groups } from './groups.ts'
import type { Life, Mishap, Network } from './network.ts'

/**
 * A simulated Kafka: one log in memory, asked over the network, with groups whose members may be
 * wrong about what is theirs.
 */
export interface SimulatedLog {
  /** What is really in it. */
  readonly core: EventLog
  readonly groups: Groups
  /** The log as one process sees it. */
  of(life: Life): EventLog
  /** Every record of a topic, partition by partition. */
  all(topic: Topic): Promise<LogRecord[]>
  /** Simulated instant of the last append, ms. */
  lastAppend(): number
}

/**
 * Where the records go, and what they were made for: `1<0:24.2` is output 2 of record 24 of
 * partition 0, to partition 1.
 */
function placesOf(entries: readonly LogEntry[]): string {
  const place = ({ partition, origin }: LogEntry): string =>
    `${partition}${origin ? `<${origin.partition}:${origin.offset}.${origin.n}` : ''}`
  return entries.slice(0, SHOWN).map(place).join(' ')
}

const SHOWN = 12

class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable'
}

export function createSimulatedLog(network: Network, partitions: number): SimulatedLog {
  const core = createMemoryLog({ partitions })
  const groups = createGroups(network, core)
  let lastAppend = 0

  const append = async (topic: Topic, entries: readonly LogEntry[]): Promise<void> => {
    await core.append(topic, entries)
    lastAppend = network.timeline.now()
    for (const partition of new Set(entries.map((entry) => entry.partition))) groups.changed(topic, partition)
  }
  const unavailable = (why: string): Error => new LogUnavailable(why)

  /** A send goes to each partition by itself: some may have it, some not. */
  const appendMishaps = (topic: Topic, entries: readonly LogEntry[]): Mishap[] => [
    { fault: 'append refused', done: 0, error: unavailable },
    { fault: 'append unknown', done: 1, error: unavailable },
    { fault: 'append late', done: 'late', error: unavailable },
    { fault: 'append twice', done: 2, error: undefined },
    ...inPart(topic, entries),
  ]
  const inPart = (topic: Topic, entries: readonly LogEntry[]): Mishap[] => {
    const targets = [...new Set(entries.map(({ partition }) => partition))]
    if (targets.length < 2) return []
    const instead = (): Promise<void> => {
      const reached = targets.filter(() => network.random.chance(0.5))
      return append(
        topic,
        entries.filter(({ partition }) => reached.includes(partition)),
      )
    }
    return [{ fault: 'append in part', done: 1, error: unavailable, instead }]
  }

  return {
    core,
    groups,
    lastAppend: () => lastAppend,
    of(life) {
      const failing: Mishap[] = [{ fault: 'read failed', done: 0, error: unavailable }]
      const ask = <T>(label: string, work: () => Promise<T>): Promise<T> => network.call(life, 'read', label, work, failing)
      const log: EventLog = {
        partitions: (topic) => core.partitions(topic),
        append: (topic, entries) =>
          network.call(
            life,
            'append',
            `append ${topic} x${entries.length} ${placesOf(entries)}`,
            () => append(topic, entries),
            appendMishaps(topic, entries),
          ),
        read: (topic, partition, from, max) =>
          ask(`read ${topic}/${partition} from ${from}`, () => core.read(topic, partition, from, max)),
        end: (topic, partition) => ask(`end of ${topic}/${partition}`, () => core.end(topic, partition)),
        begin: (topic, partition) => ask(`begin of ${topic}/${partition}`, () => core.begin(topic, partition)),
        trim: (topic, partition, before) => core.trim(topic, partition, before),
        consume: (options) => groups.join(life, options),
        // Nobody in the simulation is turned away for it.
        behind: async () => undefined,
        close: async () => undefined,
      }
      return log
    },
    async all(topic) {
      const records: LogRecord[] = []
      for (let p = 0; p < core.partitions(topic); p++)
        records.push(...(await core.read(topic, p, 0, { records: Infinity, bytes: Infinity })))
      return records
    },
  }
}
