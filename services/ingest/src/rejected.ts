import { randomUUID } from 'node:crypto'
import { clickhouseTime, SOURCE_CODE, TOPICS } from '@weir/contracts'
import type { Channel, RejectedRow } from '@weir/contracts'
import type { LogEntry } from '@weir/eventlog'
import { redact } from '@weir/identity'
import type { Fault } from './fault.ts'

/** Something that was refused. `raw`: the parsed body or event, undefined when it was no JSON. */
export interface Refused {
  source: string
  channel: Channel
  fault: Fault
  raw: unknown
}

/** The record on `weir.rejected` (one partition). @param now Unix ms. */
export function rejectedEntry({ source, channel, fault, raw }: Refused, now: number): LogEntry {
  const key = SOURCE_CODE.test(source) ? source : ''
  const row: RejectedRow = {
    id: randomUUID(),
    rejected_at: clickhouseTime(now),
    source: key,
    channel,
    code: fault.code,
    path: fault.path,
    message: fault.message,
    body: redact(raw),
  }
  return { partition: 0, key, value: Buffer.from(JSON.stringify(row)) }
}

/** The log's key for a topic of refusals. */
export const REJECTED = TOPICS.rejected
