import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs from 'kafkajs'
import { describe, expect, it } from 'vitest'
import { seededRandom, sharesOf } from '@weir/testkit'
import { createKafkaClient } from '../src/kafka/client.ts'
import { toMessage } from '../src/kafka/record.ts'
import { createSender } from '../src/kafka/sender.ts'
import { faultsOf, runSchedule, TOPIC } from './support/producer-schedule.ts'
import type { Outcome, Producer } from './support/producer-schedule.ts'
import type { StubKafka } from './support/stub-kafka.ts'

/** Most of a schedule is waiting, so many run at once. */
const AT_ONCE = 200
/** So many turns try 9,000 schedules, and 1,000 slow ones. */
const TURNS = 10
const SHARES = sharesOf('schedules of a producer', TURNS)
const MANY = 900
const MANY_SLOW = 100

/** The adapter as it is. */
function shipped({ connection }: StubKafka): Producer {
  const kafka = createKafkaClient({ ...connection, clientId: 'weir-test' })
  const sender = createSender({ kafka, deadlineMs: 60_000, waitingBytesMax: 1 << 20, servers: 'the stub' })
  return { append: (entries) => sender.append(TOPIC, entries), close: () => sender.close() }
}

/**
 * kafkajs as it comes, with what its users take for safe.
 * @param withPlace whether it is told where each record belongs.
 */
function asItComes(idempotent: boolean, withPlace: boolean): (stub: StubKafka) => Producer {
  return ({ connection }) => {
    const kafka = new kafkajs.Kafka({
      ...connection.transport,
      brokers: connection.brokers,
      clientId: 'weir-test',
      retry: { retries: 10, initialRetryTime: 10, maxRetryTime: 50 },
      logLevel: kafkajs.logLevel.NOTHING,
    })
    const producer = kafka.producer({ idempotent, createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    const ready = producer.connect()
    return {
      async append(entries) {
        await ready
        const messages = entries.map(toMessage).map((message) => (withPlace ? message : { value: message.value }))
        await Promise.race([producer.send({ topic: TOPIC, acks: -1, messages }), patience()])
      },
      close: () => Promise.race([producer.disconnect(), patience().catch(() => undefined)]),
    }
  }
}

/** kafkajs's own tries do not always come to an end. */
async function patience(): Promise<never> {
  await sleep(2_000, undefined, { ref: false })
  throw new Error('no answer')
}

async function runMany(first: number, count: number, slow: boolean, make: (stub: StubKafka) => Producer) {
  const sum = { faults: [] as string[], struck: new Map<string, number>(), refused: 0, repeats: 0 }
  const add = (seed: number, outcome: Outcome): void => {
    sum.faults.push(...outcome.faults.map((fault) => `seed ${seed}: ${fault}`))
    for (const [what, times] of outcome.struck) sum.struck.set(what, (sum.struck.get(what) ?? 0) + times)
    sum.refused += outcome.refused
    sum.repeats += outcome.repeats
  }
  let next = first
  const work = async (): Promise<void> => {
    while (next < first + count) {
      const seed = next++
      add(seed, await runSchedule(seededRandom(seed), slow, make))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return sum
}

describe('Kafka: what the adapter acknowledges is in the log, in order', () => {
  it.each(SHARES)(`in ${MANY} schedules of errors, broken connections and late answers (%i)`, async (share) => {
    const { faults, struck, refused, repeats } = await runMany(share * MANY, MANY, false, shipped)
    expect(faults).toEqual([])
    expect(refused).toBe(0)
    // Records whose answer was lost were in the log already, so the faults have struck where it
    // matters.
    expect(repeats).toBeGreaterThan(MANY)
    for (const what of ['error', 'cut', 'slow'] as const) expect(struck.get(what)).toBeGreaterThan(MANY / 9)
  })

  it.each(SHARES)(`in ${MANY_SLOW} in which requests stay without an answer or are done after their time (%i)`, async (share) => {
    const { faults, struck, refused } = await runMany(20_000 + share * MANY_SLOW, MANY_SLOW, true, shipped)
    expect(faults).toEqual([])
    expect(refused).toBe(0)
    for (const what of ['hang', 'zombie'] as const) expect(struck.get(what)).toBeGreaterThan(MANY_SLOW / 10)
  })

  it('canary: kafkajs that may choose the partitions loses order and records', async () => {
    const { faults } = await runMany(0, 100, false, asItComes(false, false))
    expect(faults.some((fault) => fault.includes('order: '))).toBe(true)
    expect(faults.some((fault) => fault.includes('lost: '))).toBe(true)
  })

  it('canary: idempotent kafkajs with several sends in flight loses what it acknowledged', async () => {
    const { faults } = await runMany(0, 100, false, asItComes(true, true))
    expect(faults.some((fault) => fault.includes('lost: '))).toBe(true)
  })

  it('canary: a record that is missing, late or in another place is reported', () => {
    const good = [['0/0', '0/0', '0/1'], ['1/0']]
    const [homes, sent] = [[0, 1], new Set(['0/0', '0/1', '1/0'])]
    expect(faultsOf(good, homes, sent)).toEqual([])
    expect(faultsOf([['0/0'], ['1/0']], homes, sent)).toEqual(['lost: 0/1'])
    expect(faultsOf([['0/1', '0/0'], ['1/0']], homes, sent)).toEqual(['order: 0/0 comes after 0/1'])
    expect(faultsOf([['0/0', '0/1', '1/0'], []], homes, sent)).toEqual(['misplaced: 1/0 is in partition 0'])
  })
})
