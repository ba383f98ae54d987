import { randomBytes } from 'node:crypto'
import { dedupKey, TOPICS } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { strongestIdentifier } from '@weir/identity'
import { createClock, createLogger, openConfigView, Registry } from '@weir/runtime'
import { startSegmenter } from '@weir/segmenter'
import type { StateStore } from '@weir/state'
import { createMemoryState } from '@weir/state/memory'
import { openRedisState } from '@weir/state/redis'
import { seededRandom } from '@weir/testkit'
import { Redis } from 'ioredis'
import { timed } from '../parts/usage.ts'
import { answerParent } from '../parts/worker.ts'
import { drawPerson, eventName, hitOf, HUNDRED, segmentsOf, somebody } from '../traffic.ts'

export interface FoldMeasured {
  /**
   * The whole fold with its state in Redis, in memory, and the bare commands for the same blobs, s.
   */
  redisS: number
  memoryS: number
  bareS: number
  /** People read and written, the same for all three. */
  people: number
}

export type RedisFoldWorker = {
  /** Hits of so many people come to the log as events. */
  prepare(url: string, events: number, people: number): Promise<void>
  measure(): Promise<FoldMeasured>
}

/** What the segmenter takes at once. */
const BATCH = 5_000
const START = Date.UTC(2026, 0, 1)

let url = ''
let events = 0
const log: EventLog = createMemoryLog({ partitions: 1 })
let batches: string[][] = []
const resolveState = createMemoryState({ partitions: 1 })

const handlers: RedisFoldWorker = {
  async prepare(redisUrl, count, people) {
    url = redisUrl
    events = count
    const config = await openConfigView(log)
    for (const segment of segmentsOf(HUNDRED)) await config.put(`segment:${segment.id}`, segment)
    await config.close()
    // Definitions first, then the hits; what this fold makes of them is thrown away, the events
    // stay.
    await folded(createMemoryState({ partitions: 1 }))
    const random = seededRandom(7)
    const hits = Array.from({ length: count }, (_, i) =>
      hitOf(
        eventName(random.int(HUNDRED.names)),
        somebody(drawPerson(random, people)).identifiers,
        `event-${i}`,
        START + i * 100,
      ),
    )
    await log.append(
      TOPICS.hits,
      hits.map((hit) => ({ partition: 0, key: dedupKey(hit), value: Buffer.from(JSON.stringify(hit)) })),
    )
    await folded(createMemoryState({ partitions: 1 }))
    batches = await peopleByBatch()
  },
  async measure() {
    const prefix = randomBytes(4).toString('hex')
    const state = await openRedisState({ url, prefix, partitions: 1 })
    const { seconds: redisS } = await timed(() => folded(state))
    const { seconds: memoryS } = await timed(() => folded(createMemoryState({ partitions: 1 })))
    const blobs = await Promise.all(batches.map((ids) => state.view(0).load(ids)))
    const bareS = await bare(blobs)
    await state.close()
    return { redisS, memoryS, bareS, people: batches.reduce((sum, ids) => sum + ids.length, 0) }
  },
}

/** Folds everything that is in the log into this state, which is new. */
async function folded(foldState: StateStore): Promise<void> {
  const config = await openConfigView(log)
  const segmenter = startSegmenter({
    log,
    resolveState,
    foldState,
    config,
    identity: strongestIdentifier,
    clock: createClock('event', START),
    logger: createLogger('bench', 'warn'),
    registry: new Registry(),
  })
  await segmenter.drained()
  await segmenter.applied(config.segmentsVersion())
  await segmenter.close()
  await config.close()
}

/** Whom the fold reads and writes at once. */
async function peopleByBatch(): Promise<string[][]> {
  const records = await log.read(TOPICS.events, 0, 0, { records: events * 2, bytes: Infinity })
  const values = records.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as PersonEvent)
  const people = values.flatMap(({ kind, person }) => (kind === 'event' ? [person] : []))
  return Array.from({ length: Math.ceil(people.length / BATCH) }, (_, i) => [
    ...new Set(people.slice(i * BATCH, (i + 1) * BATCH)),
  ])
}

async function bare(blobs: readonly (readonly (Uint8Array | undefined)[])[]): Promise<number> {
  const redis = new Redis(url, { protocol: 2 })
  const prefix = randomBytes(4).toString('hex')
  const { seconds } = await timed(async () => {
    for (const [i, ids] of batches.entries()) {
      const keys = ids.map((id) => `${prefix}:${id}`)
      await redis.mgetBuffer(keys)
      await redis.mset(keys.flatMap((key, n) => [key, Buffer.from(blobs[i]?.[n] ?? [])]))
    }
  })
  redis.disconnect()
  return seconds
}

answerParent(handlers, () => log.close())
