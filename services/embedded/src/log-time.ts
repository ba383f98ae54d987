import { TOPICS } from '@weir/contracts'
import type { EventRecord, Hit } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'

/**
 * Receipts rise only roughly: requests that arrive together may be stored in another order than they were stamped in. The
 * maximum is looked for among so many of the last records.
 */
const LAST_RECORDS = 5_000

/** The latest log time in the log, Unix ms (0 for an empty one): where the event and manual clocks continue after a restart. */
export async function lastReceipt(log: EventLog): Promise<number> {
  const hits = await lastRecords<Hit>(log, TOPICS.hits)
  const events = await lastRecords<EventRecord>(log, TOPICS.events)
  const times = [...hits.map((hit) => hit.received_at), ...events.map(timeOf)]
  return times.reduce((latest, time) => Math.max(latest, time), 0)
}

/** A manual clock moves without hits: its last move is a tick. */
function timeOf(record: EventRecord): number {
  switch (record.kind) {
    case 'event':
      return record.hit.received_at
    case 'define':
      return record.received_at
    case 'tick':
      return record.now
  }
}

async function lastRecords<T>(log: EventLog, topic: typeof TOPICS.hits | typeof TOPICS.events): Promise<T[]> {
  const found: T[] = []
  for (let partition = 0; partition < log.partitions(topic); partition++) {
    const end = await log.end(topic, partition)
    let from = Math.max(await log.begin(topic, partition), end - LAST_RECORDS)
    while (from < end) {
      const records = await log.read(topic, partition, from, { records: LAST_RECORDS, bytes: 64_000_000 })
      for (const { value } of records) found.push(JSON.parse(Buffer.from(value).toString()) as T)
      from = (records.at(-1)?.offset ?? end) + 1
    }
  }
  return found
}
