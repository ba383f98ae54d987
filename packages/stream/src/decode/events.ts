// Held by tests/simulation/strange-records-do-no-harm.sim.test.ts

import {
  isErasedRecord,
  isSplit,
  noteBodyText,
  parseRecordJson,
  parseRecordText,
  recordText,
  UnreadableError,
  DamageError,
  fieldOf,
} from '@weir/contracts'
import type { Define, Erase, EventRecord, Hit, PersonEvent, SplitRecord } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { faultOf, faultOfHit } from './well-formed.ts'

/**
 * A record of `weir.events` as the fold sees it; one that is not well formed has no value but a
 * fault.
 */
export interface ParsedRecord {
  offset: number
  origin: LogRecord['origin']
  value: EventRecord | undefined
  fault: unknown
}

export function parseRecords(records: readonly LogRecord[]): ParsedRecord[] {
  return records.map(({ offset, origin, value }) => {
    // What was erased from the log is still a record, with nothing in it.
    if (isErasedRecord(value)) return { offset, origin, value: undefined, fault: undefined }
    try {
      const text = recordText(value)
      const parsed = parseRecordText(text)
      const fault = faultOf(parsed)
      if (fault !== undefined) throw new UnreadableError(fault)
      // Just looked at, as far as it is read: {@link faultOf} says what would harm the state.
      // oxlint-disable-next-line no-unsafe-type-assertion -- faultOf has looked
      const record = parsed as EventRecord
      if (record.kind === 'event') noteBodyText(record.hit, text, [record])
      return { offset, origin, value: record, fault: undefined }
    } catch (fault) {
      return { offset, origin, value: undefined, fault }
    }
  })
}

/**
 * Decodes an event that was made here: one of an outbox.
 * @throws DamageError when it is none.
 */
export function decodeEvent(bytes: Uint8Array): PersonEvent {
  const value = parseRecordJson(bytes)
  const fault = faultOf(value)
  if (fault !== undefined || !isEvent(value)) throw new DamageError(`an event in an outbox is damaged: it is ${fault ?? 'none'}`)
  return value
}

function isEvent(value: unknown): value is PersonEvent {
  return fieldOf(value, 'kind') === 'event'
}

/**
 * A record of `weir.hits` as resolve sees it: one that is not well formed has a fault instead of
 * its hit. Records that were erased are left out.
 */
export type ParsedHit = { offset: number; hit: Hit; text: string } | { offset: number; fault: unknown }

export function parseHits(records: readonly LogRecord[]): ParsedHit[] {
  return records.flatMap(({ offset, value }): ParsedHit[] => {
    if (isErasedRecord(value)) return []
    try {
      const text = recordText(value)
      const parsed = parseRecordText(text)
      const fault = faultOfHit(parsed)
      if (fault !== undefined) throw new UnreadableError(fault)
      // Just looked at, as above.
      // oxlint-disable-next-line no-unsafe-type-assertion -- faultOf has looked
      return [{ offset, hit: parsed as Hit, text }]
    } catch (fault) {
      return [{ offset, fault }]
    }
  })
}

/**
 * Records that are taken together. What changes what all others mean, or does work of its own, is a
 * step of its own.
 */
export type Run =
  | { kind: 'records'; records: ParsedRecord[] }
  | { kind: 'ticks'; ticks: { offset: number; now: number }[] }
  | { kind: 'define'; define: Define; offset: number }
  | { kind: 'switch'; version: number; offset: number }
  | { kind: 'erase'; erase: Erase; record: ParsedRecord }
  | { kind: 'split'; split: SplitRecord; record: ParsedRecord }

/** So many records are folded in one step: nobody else has a turn meanwhile. */
const RECORDS_MAX = 1_000

/** @returns the records in their order, neighbours of one kind together. */
export function toRuns(records: readonly ParsedRecord[]): Run[] {
  const runs: Run[] = []
  for (const record of records) {
    const { value, offset } = record
    const last = runs.at(-1)
    if (value?.kind === 'define') runs.push({ kind: 'define', define: value, offset })
    else if (value?.kind === 'switch') runs.push({ kind: 'switch', version: value.version, offset })
    else if (value?.kind === 'erase') runs.push({ kind: 'erase', erase: value, record })
    else if (value && isSplit(value)) runs.push({ kind: 'split', split: value, record })
    else if (value?.kind === 'tick') {
      const tick = { offset, now: value.now }
      if (last?.kind === 'ticks') last.ticks.push(tick)
      else runs.push({ kind: 'ticks', ticks: [tick] })
    } else if (last?.kind === 'records' && last.records.length < RECORDS_MAX) last.records.push(record)
    else runs.push({ kind: 'records', records: [record] })
  }
  return runs
}
