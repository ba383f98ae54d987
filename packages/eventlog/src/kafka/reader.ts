import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs'
import type { LogRecord, ReadLimit } from '../index.ts'
import { REQUEST_TIMEOUT_MS } from './client.ts'
import { KafkaUnavailableError } from './errors.ts'
import { countWithin } from './fetched.ts'
import { toRecord } from './record.ts'

/**
 * Reads a topic at any place. kafkajs can fetch only as a member of a group, so this is a group of
 * one, all partitions of which stay paused but for the one that is being read.
 */
export interface TopicReader {
  /** Records from `from` on, which must be there. */
  read(partition: number, from: number, max: ReadLimit): Promise<LogRecord[]>
  close(): Promise<void>
}

interface Want {
  from: number
  resolve(messages: KafkaMessage[]): void
  reject(error: unknown): void
}

export interface ReaderOptions {
  kafka: Kafka
  name: string
  prefix: string
  partitions: number
  /** How long a read may take, ms. */
  deadlineMs: number
}

/** How long a paused consumer sleeps before it looks whether something is to be fetched. */
const WAIT_MS = 20

export function createTopicReader({ kafka, name, prefix, partitions, deadlineMs }: ReaderOptions): TopicReader {
  const wants = new Map<number, Want>()
  const turns = new Map<number, Promise<unknown>>()
  const all = Array.from({ length: partitions }, (_, partition) => partition)
  let opened: Promise<Consumer> | undefined
  let closed = false

  const open = async (): Promise<Consumer> => {
    const consumer = kafka.consumer({
      groupId: `${prefix}reader.${randomUUID()}`,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: WAIT_MS,
      retry: { retries: 2, initialRetryTime: 50, maxRetryTime: 500, restartOnFailure: async () => false },
    })
    try {
      await consumer.connect()
      await consumer.subscribe({ topics: [name], fromBeginning: true })
      await joined(consumer)
    } catch (error) {
      // The failure that led here is the one to throw.
      await consumer.disconnect().catch(() => undefined)
      throw error
    }
    consumer.on('consumer.crash', ({ payload }) => {
      for (const want of wants.values()) want.reject(payload.error)
    })
    return consumer
  }
  const joined = (consumer: Consumer): Promise<void> =>
    new Promise((resolve, reject) => {
      consumer.on('consumer.crash', ({ payload }) => reject(payload.error))
      // Asked again after each rebalance: earlier pauses and seeks no longer hold.
      consumer.on('consumer.group_join', () => {
        consumer.pause([{ topic: name, partitions: all }])
        for (const partition of wants.keys()) ask(consumer, partition)
        resolve()
      })
      consumer
        .run({
          autoCommit: false,
          eachBatchAutoResolve: false,
          eachBatch: async ({ batch }) => {
            consumer.pause([{ topic: name, partitions: [batch.partition] }])
            const want = wants.get(batch.partition)
            wants.delete(batch.partition)
            want?.resolve(batch.messages.filter(({ offset }) => Number(offset) >= want.from))
          },
        })
        .catch(reject)
    })
  const ask = (consumer: Consumer, partition: number): void => {
    const want = wants.get(partition)
    if (!want) return
    consumer.seek({ topic: name, partition, offset: `${want.from}` })
    consumer.resume([{ topic: name, partitions: [partition] }])
  }
  const discard = async (): Promise<void> => {
    const closing = opened
    opened = undefined
    // It never opened: its reader has the failure.
    const consumer = await closing?.catch(() => undefined)
    // It is given up whether or not it says goodbye.
    await consumer?.disconnect().catch(() => undefined)
  }

  const attempt = async (partition: number, from: number): Promise<KafkaMessage[]> => {
    const consumer = await (opened ??= open())
    let late: NodeJS.Timeout | undefined
    try {
      return await new Promise<KafkaMessage[]>((resolve, reject) => {
        late = setTimeout(() => reject(new Error('no answer')), 2 * REQUEST_TIMEOUT_MS)
        wants.set(partition, { from, resolve, reject })
        ask(consumer, partition)
      })
    } finally {
      clearTimeout(late)
    }
  }
  const readInTurn = async (partition: number, from: number, max: ReadLimit): Promise<LogRecord[]> => {
    const until = performance.now() + deadlineMs
    for (;;) {
      try {
        const messages = await attempt(partition, from)
        return messages.slice(0, countWithin(messages, max)).map(toRecord)
      } catch (error) {
        wants.delete(partition)
        await discard()
        if (closed) throw error
        if (performance.now() > until) {
          const reason = error instanceof Error ? error.message : String(error)
          throw new KafkaUnavailableError(`Kafka: ${name} could not be read within ${deadlineMs} ms: ${reason}`, { cause: error })
        }
        await sleep(100)
      }
    }
  }

  return {
    read(partition, from, max) {
      const turn = (turns.get(partition) ?? Promise.resolve()).then(() => readInTurn(partition, from, max))
      turns.set(
        partition,
        // The next turn waits for the end, good or bad; the caller has the failure.
        turn.catch(() => undefined),
      )
      return turn
    },
    async close() {
      closed = true
      for (const want of wants.values()) want.reject(new Error('the log is closed'))
      await discard()
    },
  }
}
