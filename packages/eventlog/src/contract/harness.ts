import { afterEach, beforeEach } from 'vitest'
import { TOPICS } from '@weir/contracts'
import type { EventLog, LogEntry, LogRecord } from '../index.ts'

/** A fresh, empty log, and what the suite may do to it. */
export interface LogHarness {
  log: EventLog
  /** Closes the log and opens the same data again. Needed when `supports.durable`. */
  reopen?: () => Promise<EventLog>
  dispose: () => Promise<void>
}

export type OpenLog = (options: { partitions: number }) => Promise<LogHarness>

export interface LogSupport {
  /** Data outlives the process. */
  durable: boolean
  /** Offsets are 0, 1, 2, ... without holes. */
  dense: boolean
  trim: boolean
}

/** What the adapter claims, in words, for the report. */
export function declared(supports: LogSupport): string {
  const missing = Object.entries(supports).filter(([, yes]) => !yes)
  return missing.length === 0 ? 'everything' : `everything but: ${missing.map(([what]) => what).join(', ')}`
}

export const PARTITIONS = 3
export const TOPIC = TOPICS.hits
export const MAX = { records: 1000, bytes: 1 << 20 }

/** Opens a fresh log before each test of the surrounding describe and disposes of it afterwards. */
export function useLog(open: OpenLog): () => LogHarness {
  let harness: LogHarness | undefined
  beforeEach(async () => {
    harness = await open({ partitions: PARTITIONS })
  })
  afterEach(async () => {
    await harness?.dispose()
    harness = undefined
  })
  return () => {
    if (!harness) throw new Error('no log is open')
    return harness
  }
}

export function entry(partition: number, text: string, more: Partial<LogEntry> = {}): LogEntry {
  return { partition, key: `key of ${text}`, value: Buffer.from(text), ...more }
}

export function texts(records: readonly LogRecord[]): string[] {
  return records.map((record) => Buffer.from(record.value).toString())
}

/** `prefix 0`, `prefix 1`, ... */
export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix} ${i}`)
}

/** Every record of a partition, read in small steps. */
export async function readAll(log: EventLog, partition: number, max = MAX): Promise<LogRecord[]> {
  const all: LogRecord[] = []
  for (;;) {
    const next = (all.at(-1)?.offset ?? -1) + 1
    const records = await log.read(TOPIC, partition, next, max)
    if (records.length === 0) return all
    if (records[0]!.offset < next) throw new Error(`read gave offset ${records[0]!.offset} when asked for ${next}`)
    all.push(...records)
  }
}

/** Polls until the condition holds. @throws Error after `ms`. */
export async function until(condition: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> {
  const end = performance.now() + ms
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${condition.toString()}`)
    await pause(5)
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
