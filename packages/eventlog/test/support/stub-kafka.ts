import type { KafkaConnection } from '../../src/kafka/client.ts'
import { array, int16, int32, int64, readBatch, string, WireReader } from './kafka-wire.ts'
import type { WireBatch } from './kafka-wire.ts'
import { MemorySocket } from './memory-socket.ts'

/**
 * What becomes of one request to append:
 * - `partitions` of it get an error (by code) and the others are taken; `kept` says whether those
 *   with an error are taken, too;
 * - or it is taken, or not, and then there is no answer: the connection breaks (`cut`), nothing
 *   ever comes (`hang`);
 * - or it is taken `lateMs` later than anybody waits for it (`zombie`), or in time but late
 *   (`slow`).
 */
export type Fate =
  | { what: 'take' }
  | { what: 'slow'; ms: number }
  | { what: 'error'; code: number; kept: boolean; partitions: (partition: number) => boolean }
  | { what: 'cut' | 'hang'; taken: boolean }
  | { what: 'zombie'; lateMs: number }

export interface StubOptions {
  brokers: number
  topic: string
  partitions: number
  /**
   * Asked about every request to append.
   * @param n how many of them there were before, over all brokers.
   */
  judge: (n: number, broker: number, partitions: readonly number[]) => Fate
}

/**
 * Some brokers inside this process that speak enough of Kafka's protocol for a producer, and do
 * with its requests what a script says.
 */
export interface StubKafka {
  connection: Pick<KafkaConnection, 'brokers' | 'transport'>
  /** What is in the log of a partition, in order. */
  log(partition: number): WireBatch['records']
  /**
   * How often each fate came about. A test in which one of them never did has shown nothing about
   * it.
   */
  struck: ReadonlyMap<Fate['what'], number>
}

const API = { produce: 0, metadata: 3, versions: 18, initProducer: 22 }
const SUPPORTED = [
  [API.produce, 3],
  [API.metadata, 1],
  [API.versions, 2],
  [API.initProducer, 0],
] as const
const OUT_OF_ORDER_SEQUENCE = 45
const PORT = 9092
/** As many batches of each producer as a broker remembers. */
const REMEMBERED = 5

interface Appended {
  partition: number
  error: number
}

export function stubKafka({ brokers, topic, partitions, judge }: StubOptions): StubKafka {
  const logs = Array.from({ length: partitions }, (): WireBatch['records'] => [])
  const seen = new Map<string, { first: number; last: number }[]>()
  const struck = new Map<Fate['what'], number>()
  let requests = 0
  let producers = 0

  /**
   * By the rules of Kafka's ProducerStateEntry: a repeat of one of the last batches is as good as
   * taken, a hole is refused.
   */
  const take = (partition: number, { producerId, firstSequence, records }: WireBatch): number => {
    if (producerId >= 0) {
      const name = `${producerId}/${partition}`
      const before = seen.get(name) ?? []
      const last = firstSequence + records.length - 1
      if (before.some((batch) => batch.first === firstSequence && batch.last === last)) return 0
      if (firstSequence !== (before.at(-1)?.last ?? -1) + 1) return OUT_OF_ORDER_SEQUENCE
      seen.set(name, [...before, { first: firstSequence, last }].slice(-REMEMBERED))
    }
    logs[partition]!.push(...records)
    return 0
  }
  const produce = (broker: number, wire: WireReader, socket: MemorySocket, answer: (body: Buffer) => void): void => {
    wire.string()
    wire.int16()
    wire.int32()
    const topics = wire.array(() => {
      const name = wire.string() ?? ''
      return { name, batches: wire.array(() => ({ partition: wire.int32(), batch: readBatch(wire.bytes(wire.int32())) })) }
    })
    const batches = topics.flatMap((of) => of.batches)
    const places = batches.map(({ partition }) => partition)
    const fate = judge(requests++, broker, places)
    struck.set(fate.what, (struck.get(fate.what) ?? 0) + 1)
    const takeAll = (): Appended[] => batches.map(({ partition, batch }) => ({ partition, error: take(partition, batch) }))
    switch (fate.what) {
      case 'take':
        return answer(produced(topic, takeAll()))
      case 'slow':
        return void setTimeout(() => answer(produced(topic, takeAll())), fate.ms)
      case 'zombie':
        return void setTimeout(takeAll, fate.lateMs)
      case 'error': {
        const results = batches.map(({ partition, batch }) => {
          const fails = fate.partitions(partition)
          const error = fails && !fate.kept ? 0 : take(partition, batch)
          return { partition, error: fails ? fate.code : error }
        })
        return answer(produced(topic, results))
      }
      case 'cut':
      case 'hang':
        if (fate.taken) takeAll()
        return fate.what === 'cut' ? socket.hangUp() : undefined
    }
  }
  const serve = (broker: number, request: Buffer, socket: MemorySocket): void => {
    const wire = new WireReader(request)
    const [api, , correlation] = [wire.int16(), wire.int16(), wire.int32()]
    wire.string()
    const answer = (body: Buffer): void => socket.answer(Buffer.concat([int32(body.length + 4), int32(correlation), body]))
    if (api === API.produce) produce(broker, wire, socket, answer)
    else if (api === API.metadata) answer(metadata(brokers, topic, partitions))
    else if (api === API.initProducer) answer(Buffer.concat([int32(0), int16(0), int64(producers++), int16(0)]))
    else answer(versions())
  }
  const socketFactory: NonNullable<NonNullable<KafkaConnection['transport']>['socketFactory']> = ({ host, onConnect }) => {
    const broker = Number(host.slice('broker-'.length))
    let waiting = Buffer.alloc(0)
    const socket = new MemorySocket((bytes) => {
      waiting = Buffer.concat([waiting, bytes])
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readInt32BE(0)) {
        const request = waiting.subarray(4, 4 + waiting.readInt32BE(0))
        waiting = waiting.subarray(4 + request.length)
        setImmediate(serve, broker, request, socket)
      }
    })
    setImmediate(onConnect)
    return socket
  }
  const addresses = Array.from({ length: brokers }, (_, broker) => `broker-${broker}:${PORT}`)
  return { connection: { brokers: addresses, transport: { socketFactory } }, log: (partition) => logs[partition]!, struck }
}

function versions(): Buffer {
  const ranges = SUPPORTED.map(([api, most]) => Buffer.concat([int16(api), int16(0), int16(most)]))
  return Buffer.concat([int16(0), array(ranges), int32(0)])
}

/** Partition p is led by broker p modulo their number, and nobody else has a copy. */
function metadata(brokers: number, topic: string, partitions: number): Buffer {
  const all = Array.from({ length: brokers }, (_, id) =>
    Buffer.concat([int32(id), string(`broker-${id}`), int32(PORT), int16(-1)]),
  )
  const places = Array.from({ length: partitions }, (_, partition) => {
    const leader = int32(partition % brokers)
    return Buffer.concat([int16(0), int32(partition), leader, array([leader]), array([leader])])
  })
  const topics = [Buffer.concat([int16(0), string(topic), Buffer.from([0]), array(places)])]
  return Buffer.concat([array(all), int32(0), array(topics)])
}

function produced(topic: string, results: readonly Appended[]): Buffer {
  const places = results.map(({ partition, error }) =>
    Buffer.concat([int32(partition), int16(error), int64(error === 0 ? 0 : -1), int64(-1)]),
  )
  return Buffer.concat([array([Buffer.concat([string(topic), array(places)])]), int32(0)])
}
