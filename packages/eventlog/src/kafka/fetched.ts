import type { KafkaMessage } from 'kafkajs'
import type { LogRecord, ReadLimit } from '../index.ts'
import { toRecord } from './record.ts'

/**
 * How many of the messages make a batch within the limit: one at least, if there is one. `bytes`
 * counts keys and values.
 */
export function countWithin(messages: readonly KafkaMessage[], max: ReadLimit): number {
  let bytes = 0
  const most = Math.min(messages.length, max.records)
  for (let i = 0; i < most; i++) {
    bytes += weigh(messages[i]!)
    if (bytes > max.bytes && i > 0) return i
  }
  return most
}

/** What was fetched of a partition and not handed out yet. */
export interface Fetched {
  add(messages: readonly KafkaMessage[]): void
  take(max: ReadLimit): LogRecord[]
  /** Whether it holds so much that fetching more would only cost memory. */
  isFull(): boolean
}

const BYTES_FULL = 4 << 20

/** @param max one batch for the handler; the buffer is full when it has the next two. */
export function createFetched(max: ReadLimit): Fetched {
  let messages: KafkaMessage[] = []
  let bytes = 0
  return {
    add(more) {
      messages = messages.length === 0 ? [...more] : [...messages, ...more]
      bytes += more.reduce((sum, message) => sum + weigh(message), 0)
    },
    take(limit) {
      const taken = messages.slice(0, countWithin(messages, limit))
      messages = messages.slice(taken.length)
      bytes -= taken.reduce((sum, message) => sum + weigh(message), 0)
      return taken.map(toRecord)
    },
    isFull: () => messages.length > 2 * max.records || bytes > Math.min(2 * max.bytes, BYTES_FULL),
  }
}

function weigh({ key, value }: KafkaMessage): number {
  return (key?.length ?? 0) + (value?.length ?? 0)
}
