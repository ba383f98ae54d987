// Held by services/loader/src/retention/trim-log.test.ts

import { fromClickhouseTime, GROUPS, isObject, parseRecordJson, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { recordTime } from '@weir/runtime'
import type { RetentionDeps } from './deps.ts'

/** What has a reader whose place is known, by the reader's group; all else is kept for ever. */
const READ_BY: readonly [Topic, string][] = [
  [TOPICS.hits, GROUPS.resolve],
  [TOPICS.events, GROUPS.fold],
  [TOPICS.facts, 'loader'],
  [TOPICS.memberships, 'loader'],
  [TOPICS.rejected, 'loader'],
]
const READ_MAX = { records: 5_000, bytes: 16_000_000 }

export interface TrimmedLog {
  deleted: number
  bytes: number
  /** Records that were to go and are there: in one piece with some that stay. */
  remaining: number
  /** A topic whose reader is not known to have read all of it: it was left alone. */
  unread: Topic | undefined
}

/**
 * Deletes what the log has from before an instant (Unix ms), from its begin up to the first record
 * that is not as old. What somebody has still to read stays.
 */
export async function trimLog(log: RetentionDeps['log'], before: number): Promise<TrimmedLog> {
  const sum: TrimmedLog = { deleted: 0, bytes: 0, remaining: 0, unread: undefined }
  for (const [topic, group] of READ_BY) {
    const behind = await log.behind(topic, group)
    if (behind === undefined) {
      sum.unread = topic
      continue
    }
    for (let partition = 0; partition < log.partitions(topic); partition++) {
      const begin = await log.begin(topic, partition)
      const read = (await log.end(topic, partition)) - behind
      const old = await oldRecords(log, topic, partition, { from: begin, until: read, before })
      if (old.count === 0) continue
      await log.trim(topic, partition, old.next)
      const left = await countOf(log, topic, partition, old.next)
      sum.deleted += old.count - left.count
      sum.bytes += old.bytes - left.bytes
      sum.remaining += left.count
    }
  }
  return sum
}

/** The records from the begin on that are old; those without a time are as old as what follows. */
async function oldRecords(
  log: RetentionDeps['log'],
  topic: Topic,
  partition: number,
  { from, until, before }: { from: number; until: number; before: number },
): Promise<{ count: number; bytes: number; next: number }> {
  const old = { count: 0, bytes: 0, next: from }
  let [count, bytes] = [0, 0]
  for (let next = from; next < until;) {
    const records = await log.read(topic, partition, next, READ_MAX)
    const last = records.at(-1)
    if (!last) break
    for (const record of records) {
      if (record.offset >= until) return old
      const at = timeOf(record)
      if (at >= before) return old
      count++
      bytes += record.value.length
      if (at > 0) Object.assign(old, { count, bytes, next: record.offset + 1 })
    }
    next = last.offset + 1
  }
  return old
}

async function countOf(log: RetentionDeps['log'], topic: Topic, partition: number, until: number) {
  const left = { count: 0, bytes: 0 }
  for (let next = await log.begin(topic, partition); next < until;) {
    const records = await log.read(topic, partition, next, READ_MAX)
    const last = records.at(-1)
    if (!last) break
    for (const { offset, value } of records) {
      if (offset >= until) continue
      left.count++
      left.bytes += value.length
    }
    next = last.offset + 1
  }
  return left
}

/** When a record was received or written, Unix ms; 0 where it does not say. */
function timeOf({ value }: LogRecord): number {
  let parsed: unknown
  try {
    parsed = parseRecordJson(value)
  } catch {
    // It was put aside by its reader; it goes with its neighbours.
    return 0
  }
  if (!isObject(parsed)) return 0
  const said = parsed['recorded_at'] ?? parsed['rejected_at'] ?? parsed['received_at']
  return typeof said === 'string' ? fromClickhouseTime(said) || 0 : recordTime(parsed)
}
