import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOPICS } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { LogGapError, openKafkaLog } from '@weir/eventlog/kafka'
import { eventually, stallingProxy } from '@weir/testkit'
import { startKafka } from '@weir/testkit/servers'
import type { KafkaServers } from '@weir/testkit/servers'
import { through } from './support/kafka-log.ts'

const MAX = { records: 1000, bytes: 1 << 20 }
let kafka: KafkaServers

beforeAll(async () => {
  kafka = await startKafka({ brokers: 1 })
})
afterAll(() => kafka.stop())

/**
 * Options for a log of its own; the servers are thrown away with the file, and the topics with
 * them.
 */
function fresh() {
  return { brokers: kafka.bootstrap, clientId: 'weir-test', partitions: 1, prefix: `${randomUUID().slice(0, 8)}.` }
}
const port = (): number => Number(kafka.bootstrap[0]!.split(':')[1])
const record = (text: string) => ({ partition: 0, key: text, value: Buffer.from(text) })

describe('Kafka: gaps', () => {
  it.each([
    {
      what: 'records were removed before they were seen',
      position: 3,
      trimTo: 7,
      message: /from offset 3, and the log begins at offset 7/,
    },
    {
      what: 'the log is not the one that was read before',
      position: 99,
      trimTo: 0,
      message: /from offset 99, and the log ends at offset 10/,
    },
  ])('a consumer stops when $what', async ({ position, trimTo, message }) => {
    const log = await openKafkaLog(fresh())
    await log.append(
      TOPICS.hits,
      Array.from({ length: 10 }, (_, i) => record(`${i}`)),
    )
    await log.trim(TOPICS.hits, 0, trimTo)
    const got: LogRecord[] = []
    const begun = performance.now()
    const consumer = log.consume({
      topic: TOPICS.hits,
      group: 'late',
      max: MAX,
      idleMs: 50,
      assign: async () => ({ position, batch: async (records) => void got.push(...records) }),
    })
    await expect(consumer.done).rejects.toThrow(message)
    await expect(consumer.done).rejects.toBeInstanceOf(LogGapError)
    expect(performance.now() - begun).toBeLessThan(5_000)
    expect(got).toEqual([])
    await log.close()
  })

  it('a consumer stops when the log is trimmed in front of it', async () => {
    const log = await openKafkaLog(fresh())
    await log.append(
      TOPICS.hits,
      Array.from({ length: 4_000 }, (_, i) => ({ partition: 0, key: '', value: Buffer.alloc(4_000, i) })),
    )
    const got: LogRecord[] = []
    let trimmed = false
    const consumer = log.consume({
      topic: TOPICS.hits,
      group: 'slow',
      max: { records: 10, bytes: 1 << 20 },
      idleMs: 50,
      assign: async () => ({
        position: 0,
        async batch(records) {
          got.push(...records)
          // What it has fetched already it may still hand out; what comes next is gone.
          if (!trimmed) await log.trim(TOPICS.hits, 0, 3_990)
          trimmed = true
        },
      }),
    })
    await expect(consumer.done).rejects.toBeInstanceOf(LogGapError)
    expect(got.map(({ offset }) => offset)).toEqual(got.map((_, i) => i))
    expect(got.length).toBeLessThan(3_990)
    await log.close()
  })

  it.each([
    { what: 'some', trimTo: 12 },
    { what: 'all', trimTo: 13 },
  ])(
    'a consumer that had seen everything stops within 5 s when $what records that came meanwhile are gone',
    async ({ trimTo }) => {
      await using network = await stallingProxy(port())
      const options = fresh()
      const log = await openKafkaLog({ ...options, transport: through(network.port) })
      const direct = await openKafkaLog(options)
      const got: number[] = []
      const consumer = log.consume({
        topic: TOPICS.hits,
        group: 'cut off',
        max: MAX,
        idleMs: 50,
        assign: async () => ({ position: 0, batch: async (records) => void got.push(...records.map(({ offset }) => offset)) }),
      })
      const stopped = consumer.done.catch((error: unknown) => error)
      await direct.append(TOPICS.hits, [record('a'), record('b')])
      await eventually(() => got.length === 2, 20_000)
      network.stall()
      // The fetch that waits at the broker would still bring them; it ends after 250 ms.
      await sleep(1_000)
      const missed = Array.from({ length: 10 }, (_, i) => record(`missed ${i}`))
      await direct.append(TOPICS.hits, [...missed, record('kept')])
      await direct.trim(TOPICS.hits, 0, trimTo)
      const begun = performance.now()
      network.resume()
      expect(await stopped).toBeInstanceOf(LogGapError)
      expect(String(await stopped)).toContain(`from offset 2, and the log begins at offset ${trimTo} now`)
      expect(performance.now() - begun).toBeLessThan(5_000)
      expect(got).toEqual([0, 1])
      await log.close()
      await direct.close()
    },
  )

  it('whoever begins at the beginning gets what is still there', async () => {
    const log = await openKafkaLog(fresh())
    await log.append(
      TOPICS.hits,
      Array.from({ length: 10 }, (_, i) => record(`${i}`)),
    )
    await log.trim(TOPICS.hits, 0, 7)
    const got: number[] = []
    const consumer = log.consume({
      topic: TOPICS.hits,
      group: 'new',
      max: MAX,
      idleMs: 50,
      assign: async () => ({ position: 0, batch: async (records) => void got.push(...records.map(({ offset }) => offset)) }),
    })
    await eventually(() => got.length === 3, 10_000)
    expect(got).toEqual([7, 8, 9])
    await consumer.close()
    await log.close()
  })
})
