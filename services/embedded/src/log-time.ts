import { TOPICS } from '@weir/contracts'
import type { Hit } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'

/** The latest receipt in the log, Unix ms (0 for an empty one): where the event and manual clocks continue after a restart. */
export async function lastReceipt(log: EventLog): Promise<number> {
  let latest = 0
  for (let partition = 0; partition < log.partitions(TOPICS.hits); partition++)
    latest = Math.max(latest, await lastHit(log, partition))
  for (let partition = 0; partition < log.partitions(TOPICS.events); partition++)
    latest = Math.max(latest, await lastTick(log, partition))
  return latest
}

async function lastHit(log: EventLog, partition: number): Promise<number> {
  const record = await lastRecord(log, TOPICS.hits, partition)
  return record ? (JSON.parse(record) as Hit).received_at : 0
}

/** A manual clock moves without hits: its last move is a tick at the end of `weir.events`. */
async function lastTick(log: EventLog, partition: number): Promise<number> {
  const record = await lastRecord(log, TOPICS.events, partition)
  const value = record ? (JSON.parse(record) as { kind: string; now?: number; received_at?: number }) : undefined
  return value?.now ?? value?.received_at ?? 0
}

async function lastRecord(
  log: EventLog,
  topic: typeof TOPICS.hits | typeof TOPICS.events,
  partition: number,
): Promise<string | undefined> {
  const end = await log.end(topic, partition)
  const [record] = end === 0 ? [] : await log.read(topic, partition, end - 1, { records: 1, bytes: 1 })
  return record && Buffer.from(record.value).toString()
}
