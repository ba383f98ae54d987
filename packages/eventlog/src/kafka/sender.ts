import type { Kafka, Message, Producer, TopicMessages } from 'kafkajs'
import type { LogEntry } from '../index.ts'
import type { Trouble } from './client.ts'
import { REQUEST_TIMEOUT_MS } from './client.ts'
import { KafkaUnavailableError } from './errors.ts'
import { recordBytes, toMessage } from './record.ts'
import { createRenewable } from './renewable.ts'

/** One append that waits to be acknowledged. */
interface Append {
  /** Pieces of it that Kafka has not acknowledged yet. */
  left: number
  /** On the scale of performance.now. */
  deadline: number
  over: boolean
  resolve(): void
  reject(error: unknown): void
}

/** Records of one append for one partition, few enough for one batch. */
interface Piece {
  append: Append
  name: string
  partition: number
  messages: Message[]
  bytes: number
}

/**
 * Appends in the order in which they come: whatever arrives while one send is in flight becomes the
 * next send.
 */
export interface Sender {
  /**
   * Resolves when all in-sync replicas have every record.
   * @throws KafkaUnavailableError after the deadline, or at once when too much waits.
   */
  append(name: string, entries: readonly LogEntry[]): Promise<void>
  /** Sends what waits, then disconnects. */
  close(): Promise<void>
}

export interface SenderOptions {
  kafka: Kafka
  /** How long an append may take, tries included, ms. */
  deadlineMs: number
  /** Appends are refused while this many bytes wait already. */
  waitingBytesMax: number
  /** Addresses of the brokers, for messages. */
  servers: string
  onTrouble?: Trouble | undefined
}

/**
 * Kafka takes the records of one send for one partition as one batch, whose size is limited (1 MiB
 * by default).
 */
const BATCH_BYTES_MAX = 900_000
const SEND_BYTES_MAX = 8 << 20

/**
 * The rules that keep kafkajs from losing and reordering: one send in flight, the partition always
 * ours to say, no retries of its own, and after any failure a new producer that sends the same
 * records again. So an append may be there twice; origins and event ids tell.
 */
export function createSender({ kafka, deadlineMs, waitingBytesMax, servers, onTrouble }: SenderOptions): Sender {
  const makeProducer = (): Producer =>
    kafka.producer({
      allowAutoTopicCreation: false,
      maxInFlightRequests: 1,
      retry: { retries: 0 },
      createPartitioner: () => partitionGiven,
    })
  const producer = createRenewable(makeProducer, { servers, what: 'acknowledgement' }, onTrouble)
  let queue: Piece[] = []
  let waitingBytes = 0
  let running: Promise<void> | undefined

  const settle = (piece: Piece): void => {
    waitingBytes -= piece.bytes
    if (--piece.append.left > 0 || piece.append.over) return
    piece.append.over = true
    piece.append.resolve()
  }
  const fail = (append: Append, error: unknown): void => {
    if (append.over) return
    append.over = true
    append.reject(error)
  }
  const forget = (pieces: readonly Piece[]): Piece[] =>
    pieces.filter((piece) => {
      if (piece.append.over) waitingBytes -= piece.bytes
      return !piece.append.over
    })
  const failLate = (pieces: readonly Piece[]): void => {
    const now = performance.now()
    for (const { append } of pieces) {
      if (append.deadline < now)
        fail(append, new KafkaUnavailableError(`Kafka at ${servers} did not take the records within ${deadlineMs} ms`))
    }
  }

  const send = async (taken: readonly Piece[]): Promise<void> => {
    let pieces = [...taken]
    const lastDeadline = (): number => Math.max(0, ...pieces.map(({ append }) => append.deadline))
    try {
      await producer.use(async (client) => {
        failLate(pieces)
        pieces = forget(pieces)
        if (pieces.length === 0) return
        await client.sendBatch({ acks: -1, timeout: REQUEST_TIMEOUT_MS, topicMessages: byTopic(pieces) })
      }, lastDeadline)
      pieces.forEach(settle)
    } catch (error) {
      for (const { append } of pieces) fail(append, error)
      forget(pieces)
    }
  }
  const run = async (): Promise<void> => {
    // One turn of the event loop, so that what is received together is sent together.
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      failLate(queue)
      queue = forget(queue)
      const count = howManyFit(queue)
      const taken = queue.slice(0, count)
      queue = queue.slice(count)
      if (taken.length > 0) await send(taken)
    }
    running = undefined
  }

  return {
    append: (name, entries) =>
      new Promise<void>((resolve, reject) => {
        const append: Append = { left: 0, deadline: performance.now() + deadlineMs, over: false, resolve, reject }
        const pieces = cut(append, name, entries)
        const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0)
        if (waitingBytes > 0 && waitingBytes + bytes > waitingBytesMax) {
          throw new KafkaUnavailableError(`${waitingBytes} bytes wait for Kafka at ${servers} already`)
        }
        append.left = pieces.length
        waitingBytes += bytes
        queue.push(...pieces)
        running ??= run()
      }),
    async close() {
      await running
      await producer.close()
    },
  }
}

function partitionGiven({ message }: { message: Message }): number {
  if (message.partition === undefined) throw new Error('a record without a partition')
  return message.partition
}

/**
 * An append's records by partition, in their order, in pieces that fit into a batch (or are one
 * large record).
 */
function cut(append: Append, name: string, entries: readonly LogEntry[]): Piece[] {
  const pieces: Piece[] = []
  const open = new Map<number, Piece>()
  for (const entry of entries) {
    const bytes = recordBytes(entry)
    const last = open.get(entry.partition)
    if (last && last.bytes + bytes <= BATCH_BYTES_MAX) {
      last.messages.push(toMessage(entry))
      last.bytes += bytes
      continue
    }
    const piece = { append, name, partition: entry.partition, messages: [toMessage(entry)], bytes }
    open.set(entry.partition, piece)
    pieces.push(piece)
  }
  return pieces
}

/**
 * How many pieces from the head go into one send: no partition's batch and not the whole may become
 * too large.
 */
function howManyFit(queue: readonly Piece[]): number {
  const batches = new Map<string, number>()
  let total = 0
  for (const [i, piece] of queue.entries()) {
    const place = `${piece.name}\0${piece.partition}`
    const batch = (batches.get(place) ?? 0) + piece.bytes
    total += piece.bytes
    if (i > 0 && (total > SEND_BYTES_MAX || (batches.has(place) && batch > BATCH_BYTES_MAX))) return i
    batches.set(place, batch)
  }
  return queue.length
}

function byTopic(pieces: readonly Piece[]): TopicMessages[] {
  const topics = new Map<string, Message[]>()
  for (const { name, messages } of pieces) {
    const list = topics.get(name)
    if (list) list.push(...messages)
    else topics.set(name, [...messages])
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }))
}
