import { randomUUID } from 'node:crypto'
import { clickhouseTime, SOURCE_CODE, TOPICS, wellFormed, fieldOf } from '@weir/contracts'
import type { Channel, RejectedRow, TEST_EVENT } from '@weir/contracts'
import type { LogEntry } from '@weir/eventlog'
import { isPersonal, looksNational, redact } from '@weir/identity'
import type { Fault } from '../parse/fault.ts'

/** What is kept of one refusal: its row with a body of at most this many bytes, or nothing. */
export interface KeptRefusal {
  bodyBytesMax: number
  /** How many refusals of the hour before were only counted; reported once. */
  counted?: number
  /** This is the last row of its kind in this hour. */
  last?: true
}

/**
 * Something that is kept beside the log of hits: it was refused, or is a test. `raw`: the parsed
 * body or event, undefined when it was no JSON.
 */
export interface Aside {
  source: string
  channel: Channel
  fault: Pick<Fault, 'path' | 'message'> & { code: Fault['code'] | typeof TEST_EVENT }
  raw: unknown
}

/**
 * The record on `weir.rejected` (one partition).
 * @param kept what may be kept of it.
 * @param now Unix ms.
 */
export function asideEntry({ source, channel, fault, raw }: Aside, kept: KeptRefusal, now: number): LogEntry {
  // An unknown code is a text of the sender like any other.
  const key = SOURCE_CODE.test(source) && !isPersonal(source) && !looksNational(source) ? source : ''
  const row: RejectedRow = {
    id: randomUUID(),
    rejected_at: clickhouseTime(now),
    source: key,
    channel,
    code: fault.code,
    path: fault.path,
    message: messageOf(fault, kept),
    body: bodyOf(raw, kept.bodyBytesMax),
  }
  // A path or text that was cut may end in half a character.
  return { partition: 0, key, value: Buffer.from(JSON.stringify(wellFormed(row))) }
}

function messageOf({ message }: Aside['fault'], { counted, last }: KeptRefusal): string {
  const before = counted === undefined ? '' : ` (${counted} more of the hour before were only counted.)`
  return `${message}${before}${last ? ' (Further ones of this hour are only counted.)' : ''}`
}

/** What may be kept of a refused body. One that would be left out is not even looked through. */
function bodyOf(raw: unknown, bytesMax: number): string {
  if (bytesMax === 0) return LEFT_OUT_MANY
  const leftOut = `{"left_out":"larger than ${bytesMax / 1024} KiB"}`
  if (isLarger(raw, { values: 2_000, characters: bytesMax })) return leftOut
  const body = redact(raw)
  return Buffer.byteLength(body) > bytesMax ? leftOut : body
}

const LEFT_OUT_MANY = '{"left_out":"there were many like it"}'

/** Whether the first values of it have more characters than that. */
function isLarger(value: unknown, room: { values: number; characters: number }): boolean {
  if (--room.values < 0) return false
  if (typeof value === 'string') return (room.characters -= value.length) < 0
  if (typeof value !== 'object' || value === null) return false
  for (const key of Object.keys(value)) {
    if (!Array.isArray(value)) room.characters -= key.length
    if (room.characters < 0 || isLarger(fieldOf(value, key), room)) return true
    if (room.values < 0) break
  }
  return false
}

/** The topic of what is kept aside. */
export const ASIDE = TOPICS.rejected
