import { createHash } from 'node:crypto'
import { TOPICS } from '@weir/contracts'
import type { EventLog, PartitionHandler } from '@weir/eventlog'
import { strongestIdentifier } from '@weir/identity'
import { createLogger, Registry } from '@weir/runtime'
import { decodePerson } from '@weir/segmentation'
import { startSegmenter } from '@weir/segmenter'
import { createMemoryState } from '@weir/state/memory'
import type { StateStore } from '@weir/state'
import { expect, test } from 'vitest'
import { createDriver } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { countIn, membersIn } from '../support/members.ts'
import { createReference } from '../support/reference.ts'
import type { LooseHit } from '../support/hits.ts'
import { play } from '../support/play.ts'
import { createTraffic, TRAFFIC_START } from '../support/traffic.ts'

const PARTITIONS = 4
const DAY = 86_400_000

/** A story on several partitions, with all its hits in the log. */
async function tell(seed: number): Promise<{ driver: Driver; segments: string[] }> {
  const driver = await createDriver({ partitions: PARTITIONS, start: TRAFFIC_START, slice: SLICE })
  const hits: LooseHit[] = []
  const segments = new Set<string>()
  let now = TRAFFIC_START
  for (const action of createTraffic(seed, { steps: 30, people: 20, edits: 0, late: 0.3 })) {
    if (action.do === 'hits') hits.push(...action.hits.map((hit) => ({ ...hit, receivedAt: now })))
    else if (action.do === 'advance') now = action.to
    else if (action.do === 'put') {
      await driver.segment(action.id, action.rule, action.purposes)
      segments.add(action.id)
    }
  }
  await driver.hits(hits)
  await driver.advance(now + 30 * DAY)
  return { driver, segments: [...segments] }
}

/** So many timers are fired, or people brought under new definitions, at a time. */
const SLICE = 2

/**
 * Folds the events of that log into an empty state, one partition after the other.
 * @returns a hash of all that it came to.
 */
async function refold(driver: Driver, segments: readonly string[], batch: number, order: number[]): Promise<string> {
  const foldState = createMemoryState({ partitions: PARTITIONS })
  const { log, resolveState } = driver.stores
  const ends = await Promise.all(order.map((_, partition) => log.end(TOPICS.events, partition)))
  const turns = takeTurns(order, ends)
  const paced: EventLog = {
    ...log,
    consume: (given) =>
      log.consume({
        ...given,
        group: `${given.group}-again`,
        max: { records: batch, bytes: 8_000_000 },
        idleMs: 4,
        assign: async (partition) => {
          const handler = await given.assign(partition)
          return given.topic === TOPICS.events ? turns.inTurn(partition, handler) : handler
        },
      }),
  }
  const segmenter = startSegmenter({
    log: paced,
    resolveState,
    foldState,
    config: driver.config,
    identity: strongestIdentifier,
    clock: driver.clock,
    logger: createLogger('refold', 'silent'),
    registry: new Registry(),
    slice: SLICE,
  })
  await segmenter.drained()
  await segmenter.tick(driver.clock.now())
  expect(turns.taken(), 'partitions in the order in which they came to their ends').toEqual(order)
  await segmenter.close()
  return hashOf(foldState, driver, segments)
}

/** Lets a partition begin when the one before it in the order has handled what was there. */
function takeTurns(order: readonly number[], ends: readonly number[]) {
  const doors = order.map(() => {
    let open = (): void => undefined
    return { opened: new Promise<void>((resolve) => (open = resolve)), open: () => open() }
  })
  const taken: number[] = []
  doors[order[0]!]!.open()
  return {
    taken: () => taken,
    inTurn: (partition: number, handler: PartitionHandler): PartitionHandler => ({
      ...handler,
      position: handler.position,
      async batch(records) {
        await doors[partition]!.opened
        await handler.batch(records)
        if (taken.includes(partition) || records.at(-1)!.offset < ends[partition]! - 1) return
        taken.push(partition)
        const next = order[order.indexOf(partition) + 1]
        if (next !== undefined) doors[next]!.open()
      },
    }),
  }
}

/** Everybody's state, and who is in what. */
async function hashOf(fold: StateStore, { accepted }: Driver, segments: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  const { people } = createReference(accepted)
  const plain = (_: string, value: unknown): unknown =>
    typeof value === 'bigint' ? `${value}` : value instanceof Map || value instanceof Set ? [...value] : value
  let found = 0
  for (let partition = 0; partition < PARTITIONS; partition++) {
    for (const blob of await fold.view(partition).load(people)) {
      const person = blob && decodePerson(blob)
      hash.update(JSON.stringify(person ?? null, plain))
      if (blob) found++
    }
  }
  expect(found).toBe(people.length)
  for (const id of segments) {
    const members = (await membersIn(fold, id)).map((member) => member.id).sort()
    hash.update(JSON.stringify([id, await countIn(fold, id), members]))
  }
  return hash.digest('hex')
}

test('the same log comes to the same state, whatever the batches and the order of the partitions', async () => {
  const hashes = new Set<string>()
  for (let seed = 1; seed <= 6; seed++) {
    const story = await tell(seed)
    await story.driver.segmenter().close()
    const first = await hashOf(story.driver.stores.foldState, story.driver, story.segments)
    const replays = [
      { batch: 1, order: [3, 2, 1, 0] },
      { batch: 7, order: [1, 3, 0, 2] },
      { batch: 500, order: [2, 0, 3, 1] },
      { batch: Infinity, order: [0, 1, 2, 3] },
    ]
    for (const { batch, order } of replays)
      expect(await refold(story.driver, story.segments, batch, order), `seed ${seed}, batches of ${batch}`).toBe(first)
    hashes.add(first)
    await story.driver[Symbol.asyncDispose]()
  }
  // Other stories come to other states: a hash that is always the same shows nothing.
  expect(hashes.size).toBe(6)
})

/** Records of one topic, by the partition, the offset and the number of what they came from. */
async function byOrigin(driver: Driver, topic: typeof TOPICS.facts | typeof TOPICS.memberships): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const { origin, value } of await driver.records(topic)) {
    const name = JSON.stringify(origin)
    const told = found.get(name) ?? []
    found.set(name, told)
    told.push(Buffer.from(value).toString())
  }
  return found
}

test('what was written comes out again byte for byte, from timers, edits and history, too', { timeout: 120_000 }, async () => {
  let changes = 0
  for (let seed = 1; seed <= 20; seed++) {
    const actions = createTraffic(seed, { steps: 20, people: 30, edits: 0.3 })
    const { driver } = await play(actions, { partitions: PARTITIONS, slice: SLICE, batch: 7 })
    await driver.segmenter().close()
    const topics = [TOPICS.facts, TOPICS.memberships] as const
    const before = await Promise.all(topics.map((topic) => byOrigin(driver, topic)))
    for (const batch of [1, 500]) await refold(driver, [], batch, [0, 1, 2, 3])
    const after = await Promise.all(topics.map((topic) => byOrigin(driver, topic)))
    for (const [i, rows] of before.entries()) {
      for (const [origin, [row]] of rows) {
        const again = after[i]!.get(origin) ?? []
        expect(new Set(again), `seed ${seed}, ${topics[i]} ${origin}`).toEqual(new Set([row]))
        expect(again.length, `seed ${seed}, ${topics[i]} ${origin}`).toBeGreaterThanOrEqual(3)
      }
      const firsts = [...rows.keys()]
      expect([...after[i]!.keys()].slice(0, firsts.length)).toEqual(firsts)
    }
    changes += before[1]!.size
    await driver[Symbol.asyncDispose]()
  }
  expect(changes).toBeGreaterThan(200)
})
