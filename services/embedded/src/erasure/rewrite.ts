// Held by tests/e2e/erasure-lasts.e2e.test.ts

import { isErasedRecord, readErasedMember, TOPICS } from '@weir/contracts'
import type { ErasedMemberRow, StoredErasure, Topic } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import type { LmdbLog } from '@weir/eventlog/lmdb'
import { isErasedRow } from '@weir/loader'
import type { Erased } from '@weir/runtime'
import { BLANK, reviseEvent, reviseHit } from '@weir/segmenter'

type Revised = { key: string; value: Uint8Array } | undefined

/**
 * Erases from the log of one process what it has of everybody who was erased: hits, events, rows,
 * and the refused events of these requests. Records keep their places, so nothing else changes.
 * @returns how many records were replaced.
 */
export async function eraseFromLog(log: LmdbLog, erased: Erased, requests: readonly StoredErasure[]): Promise<number> {
  const rejected = new Set(requests.flatMap((request) => request.rejected ?? []))
  const revisers: [Topic, (record: LogRecord, partition: number) => Revised][] = [
    [TOPICS.hits, (record) => reviseHit(erased, record)],
    [TOPICS.events, (record, partition) => reviseEvent(erased, record, partition)],
    [TOPICS.facts, (record) => (isErasedRow(erased, record) ? BLANK : undefined)],
    [TOPICS.memberships, (record) => (isErasedRow(erased, record) ? BLANK : undefined)],
    [TOPICS.rejected, ({ value }) => (rejected.has(rowId(value)) ? BLANK : undefined)],
  ]
  let replaced = 0
  for (const [topic, revise] of revisers) {
    if (topic === TOPICS.rejected && rejected.size === 0) continue
    for (let partition = 0; partition < log.partitions(topic); partition++)
      replaced += await log.rewrite(topic, partition, (record) =>
        isErasedRecord(record.value) ? undefined : revise(record, partition),
      )
  }
  return replaced
}

/**
 * Empties the records of removals that no destination has to hear of any more.
 * @returns how many records were replaced.
 */
export async function closeInLog(log: LmdbLog, isClosed: (row: ErasedMemberRow) => boolean): Promise<number> {
  let replaced = 0
  for (let partition = 0; partition < log.partitions(TOPICS.memberships); partition++)
    replaced += await log.rewrite(TOPICS.memberships, partition, ({ value }) => {
      const row = readErasedMember(value)
      return row && isClosed(row) ? BLANK : undefined
    })
  return replaced
}

/** Rows are of our own making: their id comes first. */
function rowId(value: Uint8Array): string {
  return /^\{"id":"([^"]*)"/.exec(Buffer.from(value).toString('utf8', 0, 200))?.[1] ?? ''
}
