import type { LogEntry } from '@weir/eventlog'

/** What a record counts for, in the spool and while it waits: key and value, bytes. */
export function bytesOf({ key, value }: Pick<LogEntry, 'key' | 'value'>): number {
  return Buffer.byteLength(key) + value.length
}

export function recordsBytes(records: readonly Pick<LogEntry, 'key' | 'value'>[]): number {
  return records.reduce((sum, record) => sum + bytesOf(record), 0)
}
