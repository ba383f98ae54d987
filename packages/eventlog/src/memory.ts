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
      entries.forEach((entry, i) => targets[i]!.records.push(copy(entry, endOf(targets[i]!))))
      for (const partition of new Set(entries.map((entry) => entry.partition))) consumers.changed(topic, partition)
    },
    async read(topic, partition, from, max) {
      const p = place(topic, partition)
      const records: LogRecord[] = []
      let bytes = 0
      for (let at = Math.max(0, from - p.begin); at < p.records.length && records.length < max.records; at++) {
        const record = p.records[at]!
        bytes += Buffer.byteLength(record.key) + record.value.length
        if (bytes > max.bytes && records.length > 0) break
        records.push(copy(record, record.offset))
      }
      return records
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

function copy(from: Omit<LogEntry, 'partition'>, offset: number): LogRecord {
  const origin = from.origin && { partition: from.origin.partition, offset: from.origin.offset, n: from.origin.n }
  return { offset, key: from.key, value: Uint8Array.from(from.value), ...(origin ? { origin } : {}) }
}
