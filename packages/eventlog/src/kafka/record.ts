import type { IHeaders, KafkaMessage, Message } from 'kafkajs'
import type { LogEntry, LogRecord, Origin } from '../index.ts'

/**
 * The header that carries a record's origin, as text that any Kafka tool shows:
 * `partition/offset/n`.
 */
const ORIGIN = 'o'

export function toMessage({ partition, key, value, origin }: LogEntry): Message {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const message = { partition, key, value: bytes }
  return origin ? { ...message, headers: { [ORIGIN]: `${origin.partition}/${origin.offset}/${origin.n}` } } : message
}

export function toRecord({ offset, key, value, headers }: KafkaMessage): LogRecord {
  const record = { offset: Number(offset), key: key?.toString() ?? '', value: value ?? new Uint8Array() }
  const origin = originOf(headers)
  return origin ? { ...record, origin } : record
}

/** About what the record takes in a batch of Kafka's, header and framing included. */
export function recordBytes({ key, value }: Pick<LogEntry, 'key' | 'value'>): number {
  return Buffer.byteLength(key) + value.length + 64
}

function originOf(headers: IHeaders | undefined): Origin | undefined {
  const header = headers?.[ORIGIN]
  if (header === undefined) return undefined
  const [partition, offset, n] = header.toString().split('/').map(Number)
  if (partition === undefined || offset === undefined || n === undefined) throw new Error(`not an origin: ${header.toString()}`)
  return { partition, offset, n }
}
