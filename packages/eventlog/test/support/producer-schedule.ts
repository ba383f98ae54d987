import { setTimeout as sleep } from 'node:timers/promises'
import { TOPICS } from '@weir/contracts'
import type { LogEntry } from '@weir/eventlog'
import type { Random } from '@weir/testkit'
import { stubKafka } from './stub-kafka.ts'
import type { Fate, StubKafka } from './stub-kafka.ts'

export const TOPIC = TOPICS.hits
const BROKERS = 3
const PARTITIONS = 6
const USERS = 5
const APPENDS = 8

/** Whoever appends to the stub: the adapter, or kafkajs as it comes. */
export interface Producer {
  append(entries: readonly LogEntry[]): Promise<void>
  close(): Promise<void>
}

/**
 * Retriable errors: no leader here, timed out, too few replicas. The last of them, and the second,
 * may have been taken all the same.
 */
const NOT_LEADER = 6
const TIMED_OUT = 7
const TOO_FEW = 19
const TOO_FEW_AFTER = 20

export interface Outcome {
  /** What is not as it was promised. */
  faults: string[]
  struck: StubKafka['struck']
  /** Appends that were refused. */
  refused: number
  /** Records that are in the log a second time. */
  repeats: number
}

/**
 * One schedule: some users' records, numbered per user, are appended in a random rhythm, and the
 * seed says what the brokers do with the first requests. @param slow whether requests may stay
 * without an answer, for which the client waits seconds.
 */
export async function runSchedule(random: Random, slow: boolean, make: (stub: StubKafka) => Producer): Promise<Outcome> {
  const fates = Array.from({ length: 1 + random.int(5) }, () => fateOf(random, slow))
  const stub = stubKafka({ brokers: BROKERS, topic: TOPIC, partitions: PARTITIONS, judge: (n) => fates[n] ?? { what: 'take' } })
  const producer = make(stub)
  const homes = Array.from({ length: USERS }, () => random.int(PARTITIONS))
  const sent = homes.map(() => 0)
  const acknowledged = new Set<string>()
  let refused = 0
  const appending: Promise<void>[] = []
  for (let append = 0; append < APPENDS; append++) {
    const entries = Array.from({ length: 1 + random.int(6) }, () => {
      const user = random.int(USERS)
      return { partition: homes[user]!, key: `${user}`, value: Buffer.from(`${user}/${sent[user]!++}`) }
    })
    const done = producer.append(entries).then(
      () => entries.forEach(({ value }) => acknowledged.add(value.toString())),
      () => void refused++,
    )
    appending.push(done)
    const rhythm = random.int(4)
    if (rhythm === 0) await done
    else if (rhythm === 1) await sleep(random.int(5))
  }
  await Promise.all(appending)
  await producer.close()
  const logs = Array.from({ length: PARTITIONS }, (_, partition) => stub.log(partition).map(({ value }) => value))
  const total = logs.reduce((sum, log) => sum + log.length, 0)
  const repeats = total - logs.reduce((sum, log) => sum + new Set(log).size, 0)
  return { faults: faultsOf(logs, homes, acknowledged), struck: stub.struck, refused, repeats }
}

function fateOf(random: Random, slow: boolean): Fate {
  const partitions = random.chance(0.5)
    ? (): boolean => true
    : (
        (odd) => (p: number) =>
          p % 2 === odd
      )(random.int(2))
  switch (random.int(slow ? 9 : 7)) {
    case 0:
      return { what: 'take' }
    case 1:
      return { what: 'slow', ms: random.int(30) }
    case 2:
      return { what: 'error', code: random.pick([NOT_LEADER, TOO_FEW]), kept: false, partitions }
    case 3:
      return { what: 'error', code: random.pick([TIMED_OUT, TOO_FEW_AFTER]), kept: true, partitions }
    case 4:
      return { what: 'cut', taken: false }
    case 5:
    case 6:
      return { what: 'cut', taken: true }
    case 7:
      return { what: 'hang', taken: random.chance(0.5) }
    default:
      return { what: 'zombie', lateMs: 2_500 + random.int(1_500) }
  }
}

/**
 * What is wrong with the logs: an acknowledged record is missing, or a user's records do not come
 * in the order in which they were sent (as far as each came for the first time: readers drop
 * repeats), or they are in another partition than was said.
 */
export function faultsOf(logs: readonly string[][], homes: readonly number[], acknowledged: ReadonlySet<string>): string[] {
  const faults: string[] = []
  const found = new Set<string>()
  const highest = new Map<string, number>()
  for (const [partition, log] of logs.entries()) {
    for (const text of log) {
      if (found.has(text)) continue
      found.add(text)
      const [user = '', number] = text.split('/')
      if (homes[Number(user)] !== partition) faults.push(`misplaced: ${text} is in partition ${partition}`)
      if ((highest.get(user) ?? -1) > Number(number)) faults.push(`order: ${text} comes after ${user}/${highest.get(user)}`)
      highest.set(user, Math.max(highest.get(user) ?? -1, Number(number)))
    }
  }
  for (const text of acknowledged) if (!found.has(text)) faults.push(`lost: ${text}`)
  return faults
}
