import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TOPICS } from '@weir/contracts'
import { describeEventLog } from '@weir/eventlog/contract'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { eventually } from '@weir/testkit'
import { startKafka } from '@weir/testkit/servers'
import type { KafkaServers } from '@weir/testkit/servers'
import { kafkaLogs } from './support/kafka-log.ts'
import { effective, numberedWriter, readPartition } from './support/numbered-log.ts'

const BROKERS = 3
const PARTITIONS = 3
let kafka: KafkaServers

beforeAll(async () => {
  kafka = await startKafka({ brokers: BROKERS })
})
afterAll(() => kafka.stop())

describeEventLog(
  'Kafka, three brokers',
  kafkaLogs(() => kafka.bootstrap),
  { durable: true, dense: true, trim: true },
)

it('Kafka: loses nothing that it acknowledged, and stalls nowhere for long, while each broker in turn is killed', async () => {
  const prefix = `${randomUUID().slice(0, 8)}.`
  const log = await openKafkaLog({ brokers: kafka.bootstrap, clientId: 'weir-test', partitions: PARTITIONS, prefix })
  await expect(copiesOf(kafka.bootstrap, `${prefix}${TOPICS.hits}`)).resolves.toEqual([3, 3, 3])

  // Like a processor: its place outlives its tenure of a partition.
  const seen = Array.from({ length: PARTITIONS }, () => ({ next: 0, heardAt: performance.now(), silentMs: 0 }))
  const consumer = log.consume({
    topic: TOPICS.hits,
    group: 'g',
    max: { records: 1000, bytes: 1 << 20 },
    idleMs: 50,
    assign: async (partition) => {
      const place = seen[partition]!
      return {
        position: place.next,
        async batch(records) {
          expect(records[0]!.offset).toBe(place.next)
          place.next = records.at(-1)!.offset + 1
          place.silentMs = Math.max(place.silentMs, performance.now() - place.heardAt)
          place.heardAt = performance.now()
        },
      }
    },
  })
  const failed = consumer.done.catch((error: unknown) => error)
  const writers = seen.map((_, partition) => numberedWriter(log, partition))
  let over = false
  const writing = Promise.all(writers.map((writer) => writer.run(() => over)))

  for (let broker = 0; broker < BROKERS; broker++) {
    await sleep(2_000)
    const before = writers.map((writer) => writer.acknowledged())
    await kafka.kill(broker)
    // With one broker down the others take over: every partition goes on.
    await eventually(() => writers.every((writer, i) => writer.acknowledged() > before[i]! + 50), 30_000)
    await kafka.restart(broker)
    await eventually(async () => (await copiesOf(kafka.bootstrap, `${prefix}${TOPICS.hits}`)).every((n) => n === 3), 30_000, 200)
  }
  over = true
  await writing
  const ends = await Promise.all(seen.map((_, partition) => log.end(TOPICS.hits, partition)))
  await eventually(() => seen.every(({ next }, partition) => next === ends[partition]), 30_000)
  await consumer.close()
  expect(await failed).toBeUndefined()

  for (const [partition, writer] of writers.entries()) {
    const { numbers } = effective(await readPartition(log, partition))
    expect(numbers).toEqual(Array.from({ length: writer.acknowledged() }, (_, i) => i))
  }
  for (const writer of writers) expect(writer.slowestMs()).toBeLessThan(30_000)
  for (const { silentMs } of seen) expect(silentMs).toBeLessThan(30_000)
  await log.close()
}, 240_000)

/** How many copies of each partition are in sync. */
async function copiesOf(brokers: string[], name: string): Promise<number[]> {
  const admin = new kafkajs.Kafka({ brokers, clientId: 'weir-test', logLevel: kafkajs.logLevel.NOTHING }).admin()
  await admin.connect()
  const { topics } = await admin.fetchTopicMetadata({ topics: [name] })
  await admin.disconnect()
  return topics.flatMap(({ partitions }) => partitions.map(({ isr }) => isr.length))
}
