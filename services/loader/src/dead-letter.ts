import type { RejectedRow, Topic } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'

const BODY_BYTES_MAX = 32 * 1024
const MESSAGE_CHARS_MAX = 1_000
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/
const EPOCH = '1970-01-01 00:00:00.000'

/**
 * What is kept of a record that the warehouse will never take. It is a function of the record alone
 * (its time too comes from the row), so that a repeat after a crash is the same row.
 */
export function poisonRow(topic: Topic, partition: number, record: LogRecord, reason: string): RejectedRow {
  const row = parse(record.value)
  const text = (name: string): string => (typeof row?.[name] === 'string' ? row[name] : '')
  const times = [text('received_at'), text('recorded_at'), text('rejected_at'), text('imported_at'), text('at')]
  return {
    id: `loader:${topic}:${partition}:${record.offset}`,
    rejected_at: times.find((time) => TIME.test(time)) ?? EPOCH,
    source: clean(text('source')),
    channel: clean(text('channel')),
    code: 'invalid_field',
    path: '',
    message: clean(`the warehouse refused a row of ${topic}: ${reason}`.slice(0, MESSAGE_CHARS_MAX)),
    body: row && record.value.length <= BODY_BYTES_MAX ? Buffer.from(record.value).toString() : '',
  }
}

function parse(value: Uint8Array): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value).toString())
    return isDocument(parsed) ? parsed : undefined
  } catch {
    // Not JSON: the row says that the record was refused, without a body.
    return undefined
  }
}

/** An array too: its text is kept as the body. */
function isDocument(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** Without lone surrogates, which no JSON reader takes. */
function clean(text: string): string {
  return Buffer.from(text).toString()
}
