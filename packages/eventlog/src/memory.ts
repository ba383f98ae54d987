import { partitionsOf } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog, LogEntry, LogRecord } from './index.ts'
import { checkTopicPartition } from './partition.ts'
import { createConsumers } from './poll-consumer.ts'

interface Partition {
  /** Offset of records[0]. */
  begin: number
  records: LogRecord[]
}

/**
 * A log in memory, for tests and simulations: durable for as long as the object lives.
 * @param partitions of the deployment.
 */
export function createMemoryLog({ partitions }: { partitions: number }): EventLog {
  const places = new Map<string, Partition>()
  let closed = false

  const place = (topic: Topic, partition: number): Partition => {
    if (closed) throw new Error('the log is closed')
    checkTopicPartition(topic, partition, partitionsOf(topic, partitions))
    const name = `${topic}\0${partition}`
    const known = places.get(name) ?? { begin: 0, records: [] }
    places.set(name, known)
    return known
  }
  const endOf = (p: Partition): number => p.begin + p.records.length

  const log: EventLog = {
    partitions: (topic) => partitionsOf(topic, partitions),
    async append(topic, entries) {
      const targets = entries.map((entry) => place(topic, entry.partition))
      const values = copiesOf(entries)
      entries.forEach((entry, i) => targets[i]!.records.push(record(entry, endOf(targets[i]!), values[i]!)))
      for (const partition of new Set(entries.map((entry) => entry.partition))) consumers.changed(topic, partition)
    },
    async read(topic, partition, from, max) {
      const p = place(topic, partition)
      const found: LogRecord[] = []
      let bytes = 0
      for (let at = Math.max(0, from - p.begin); at < p.records.length && found.length < max.records; at++) {
        const one = p.records[at]!
        bytes += Buffer.byteLength(one.key) + one.value.length
        if (bytes > max.bytes && found.length > 0) break
        found.push(one)
      }
      const values = copiesOf(found)
      return found.map((one, i) => record(one, one.offset, values[i]!))
    },
    end: async (topic, partition) => endOf(place(topic, partition)),
    begin: async (topic, partition) => place(topic, partition).begin,
    async trim(topic, partition, before) {
      const p = place(topic, partition)
      const drop = Math.min(Math.max(0, before - p.begin), p.records.length)
      p.records.splice(0, drop)
      p.begin += drop
    },
    consume: (options) => consumers.consume(options),
    behind: (topic, group) => consumers.behind(topic, group),
    async close() {
      await consumers.close()
      closed = true
    },
  }
  const consumers = createConsumers(log)
  return log
}

/** All in one piece of memory: one for each value would cost more. */
function copiesOf(entries: readonly { value: Uint8Array }[]): Uint8Array[] {
  const all = Buffer.allocUnsafeSlow(entries.reduce((sum, { value }) => sum + value.length, 0))
  let at = 0
  return entries.map(({ value }) => {
    all.set(value, at)
    return all.subarray(at, (at += value.length))
  })
}

function record(from: Omit<LogEntry, 'partition'>, offset: number, value: Uint8Array): LogRecord {
  const origin = from.origin && { partition: from.origin.partition, offset: from.origin.offset, n: from.origin.n }
  return { offset, key: from.key, value, ...(origin ? { origin } : {}) }
}
