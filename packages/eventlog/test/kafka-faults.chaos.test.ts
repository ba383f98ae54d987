import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOPICS } from '@weir/contracts'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { eventually, lossyProxy, run, seededRandom, stallingProxy } from '@weir/testkit'
import { startKafka } from '@weir/testkit/servers'
import type { KafkaServers } from '@weir/testkit/servers'
import { through } from './support/kafka-log.ts'
import { effective, numberedWriter, readPartition } from './support/numbered-log.ts'

const MAX = { records: 1000, bytes: 1 << 20 }
const CLIENT = fileURLToPath(new URL('support/client-writer.ts', import.meta.url))
/** How long answers are lost, s, and how often a process freezes: more with CHAOS=long. */
const [LOSSY_S, FREEZES] = process.env['CHAOS'] === 'long' ? [25, 3] : [10, 2]
let kafka: KafkaServers

beforeAll(async () => {
  kafka = await startKafka({ brokers: 1 })
})
afterAll(() => kafka.stop())

/**
 * Options for a log of its own; the servers are thrown away with the file, and the topics with
 * them.
 */
function fresh(partitions = 1) {
  return { brokers: kafka.bootstrap, clientId: 'weir-test', partitions, prefix: `${randomUUID().slice(0, 8)}.` }
}
const port = (): number => Number(kafka.bootstrap[0]!.split(':')[1])
const record = (text: string) => ({ partition: 0, key: text, value: Buffer.from(text) })

describe('Kafka: what it refuses', () => {
  it('another number of partitions', async () => {
    const options = fresh(2)
    await (await openKafkaLog(options)).close()
    await expect(openKafkaLog({ ...options, partitions: 3 })).rejects.toThrow(/weir\.hits has 2 partitions.* set to 3/)
    const again = await openKafkaLog(options)
    await again.close()
  })

  it('a record that is too large, at once and alone', async () => {
    const log = await openKafkaLog(fresh())
    const large = { partition: 0, key: '', value: Buffer.alloc(5 << 20) }
    const [neighbour, refused] = await Promise.allSettled([
      log.append(TOPICS.hits, [record('small')]),
      log.append(TOPICS.hits, [large]),
    ])
    expect(neighbour.status).toBe('fulfilled')
    expect(refused).toMatchObject({ status: 'rejected', reason: expect.any(RangeError) })
    // Far more than one batch of Kafka's may hold, in records that are allowed.
    const many = Array.from({ length: 40 }, (_, i) => ({ partition: 0, key: `${i}`, value: Buffer.alloc(300_000, i) }))
    await log.append(TOPICS.hits, [...many, { ...large, value: Buffer.alloc(3 << 20) }])
    expect((await readPartition(log, 0)).map(({ key }) => key)).toEqual(['small', ...many.map(({ key }) => key), ''])
    await log.close()
  })

  it('a server that is not there, within the deadline, and says where it was looked for, in few words', async () => {
    const begun = performance.now()
    const told: string[] = []
    const nobody = { ...fresh(), brokers: ['127.0.0.1:9', 'localhost:9'], deadlineMs: 3_000 }
    const opening = openKafkaLog({ ...nobody, onTrouble: (message) => told.push(message) })
    await expect(opening).rejects.toMatchObject({
      name: 'KafkaUnavailableError',
      message: expect.stringMatching(
        /^Kafka at 127\.0\.0\.1:9,localhost:9 gave no answer in time \(.*ECONNREFUSED.*\): is it running/,
      ),
    })
    expect(performance.now() - begun).toBeLessThan(5_000)
    expect(told.length).toBeGreaterThan(0)
    expect(told.length).toBeLessThan(5)
  })

  it('a server that takes connections and says nothing', async () => {
    await using network = await stallingProxy(port())
    network.stall()
    const begun = performance.now()
    const opening = openKafkaLog({ ...fresh(), transport: through(network.port), deadlineMs: 3_000 })
    await expect(opening).rejects.toThrow(/^Kafka at .* gave no answer in time \(.*\): is it running/)
    expect(performance.now() - begun).toBeLessThan(15_000)
  })
})

describe('Kafka: a bad network', () => {
  it('loses, doubles and reorders nothing when answers are lost', async () => {
    const random = seededRandom(18)
    let bad = true
    await using proxy = await lossyProxy(port(), () => (!bad || random.chance(0.97) ? 'pass' : random.pick(['cut', 'hang'])))
    const options = fresh(2)
    const log = await openKafkaLog({ ...options, transport: through(proxy.port), deadlineMs: 4_000 })
    const writers = [numberedWriter(log, 0), numberedWriter(log, 1)]
    // A busy machine writes less in the time: then it goes on until faults enough have struck.
    const begun = performance.now()
    const isEnough = (): boolean => proxy.lost() > 10 && writers.every((writer) => writer.acknowledged() > 100)
    const isOver = (seconds: number): boolean => seconds > LOSSY_S && (isEnough() || seconds > 90)
    await Promise.all(writers.map((writer) => writer.run(() => isOver((performance.now() - begun) / 1_000))))
    bad = false
    await log.close()

    const direct = await openKafkaLog(options)
    let repeats = 0
    for (const [partition, writer] of writers.entries()) {
      const found = effective(await readPartition(direct, partition))
      expect(found.numbers).toEqual(Array.from({ length: writer.acknowledged() }, (_, i) => i))
      expect(writer.acknowledged()).toBeGreaterThan(100)
      repeats += found.repeats
    }
    await direct.close()
    expect(proxy.lost()).toBeGreaterThan(5)
    // Records whose answer was lost were in the log already, so the fault has struck where it
    // matters.
    expect(repeats).toBeGreaterThan(0)
  })

  it('goes on by itself after Kafka was away', async () => {
    const options = fresh(2)
    const log = await openKafkaLog(options)
    const got = new Map<number, number[]>()
    const consumer = log.consume({
      topic: TOPICS.hits,
      group: 'patient',
      max: MAX,
      idleMs: 50,
      assign: async (partition) => {
        const seen = got.get(partition) ?? []
        got.set(partition, seen)
        return {
          position: (seen.at(-1) ?? -1) + 1,
          batch: async (records) => void seen.push(...records.map(({ offset }) => offset)),
        }
      },
    })
    await log.append(TOPICS.hits, [record('before')])
    await eventually(() => got.get(0)?.length === 1, 20_000)
    await kafka.kill(0)
    const meanwhile = log.append(TOPICS.hits, [record('meanwhile')])
    await sleep(3_000)
    await kafka.restart(0)
    await meanwhile
    await log.append(TOPICS.hits, [{ ...record('after'), partition: 1 }])
    const end = await log.end(TOPICS.hits, 0)
    await eventually(() => got.get(0)?.length === end && got.get(1)?.length === 1, 40_000)
    expect(got.get(0)).toEqual(Array.from({ length: end }, (_, i) => i))
    await consumer.close()
    await log.close()
  })
})

describe('Kafka: frozen', () => {
  it('leaves no rejection behind that nobody handles, and is caught up with afterwards', async () => {
    await using network = await stallingProxy(port())
    const { brokers, prefix } = fresh(2)
    const node = ['--conditions=@weir/source', '--import', 'tsx', '--unhandled-rejections=strict']
    await using child = await run(process.execPath, [...node, CLIENT, brokers[0]!, `${network.port}`, prefix])
    await child.prints(/ready/, 30_000)
    for (let time = 0; time < FREEZES; time++) {
      network.stall()
      await sleep(8_000)
      network.resume()
      await sleep(2_000)
    }
    const { code } = await child.kill()
    expect({ code, stderr: child.stderr() }).toEqual({ code: 0, stderr: '' })
    const done = JSON.parse(child.stdout().trim().split('\n').at(-1)!) as Record<string, unknown>
    expect(done).toMatchObject({ caughtUp: true, failure: '' })
    expect(done['refused']).toBeGreaterThan(0)
    expect(done['unread']).toBeGreaterThan(0)
  })
})

describe('Kafka: a zombie', () => {
  it('is harmless: it learns that its work is refused, and everything counts once', async () => {
    await using network = await stallingProxy(port())
    const options = { ...fresh(2), sessionTimeoutMs: 3_000 }
    const frozen = await openKafkaLog({ ...options, transport: through(network.port) })
    const healthy = await openKafkaLog(options)

    // The state that both share: who owns a partition may write to it, as the leases of the store
    // have it.
    const state = [0, 1].map(() => ({ owner: '', position: 0, sum: [] as string[] }))
    const refused: string[] = []
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    let holds = 0
    const consume = (log: typeof frozen, name: string, wait: () => Promise<void>) =>
      log.consume({
        topic: TOPICS.hits,
        group: 'same',
        max: { records: 2, bytes: 1 << 20 },
        idleMs: 50,
        assign: async (partition) => {
          const place = state[partition]!
          const owner = `${name} ${randomUUID()}`
          place.owner = owner
          return {
            position: place.position,
            async batch(records) {
              await wait()
              if (place.owner !== owner) {
                refused.push(name)
                throw new Error('fenced')
              }
              place.sum.push(...records.map(({ key }) => key))
              place.position = records.at(-1)!.offset + 1
            },
          }
        },
      })

    const zombie = consume(frozen, 'zombie', () => {
      holds++
      return held
    })
    const zombieEnd = zombie.done.catch(String)
    await eventually(() => state.every(({ owner }) => owner.startsWith('zombie')), 20_000)
    const keys = Array.from({ length: 20 }, (_, i) => `${i}`)
    await healthy.append(
      TOPICS.hits,
      keys.map((key, i) => ({ ...record(key), partition: i % 2 })),
    )
    await eventually(() => holds === 2, 20_000)
    network.stall()

    const successor = consume(healthy, 'successor', async () => undefined)
    await eventually(() => state.every(({ sum }) => sum.length === 10), 30_000)
    // It wakes up with a batch in hand and tries to finish it.
    release()
    expect(await zombieEnd).toBe('Error: fenced')
    expect(refused).toContain('zombie')
    network.resume()
    await frozen.close()
    await healthy.append(TOPICS.hits, [record('last')])
    await eventually(() => state[0]!.sum.length === 11, 20_000)
    await successor.close()
    await successor.done
    await healthy.close()
    expect(refused).not.toContain('successor')
    expect(state.map(({ sum }) => sum)).toEqual([
      [...keys.filter((_, i) => i % 2 === 0), 'last'],
      keys.filter((_, i) => i % 2 === 1),
    ])
  })
})
