import { decodeStored, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { SimulatedStore } from './redis.ts'
import { PARTITIONS } from './world.ts'
import type { World } from './world.ts'

/** What the fold says of a partition as a whole, as far as it is looked at here. */
export interface Standing {
  now: number
  version: number
  pending?: unknown
  queued?: unknown
  sweep?: unknown
}

export async function standingOf(world: World, partition: number): Promise<Standing> {
  const meta = await world.redis.fold.view(partition).meta()
  return meta ? decodeStored(meta, 'meta', (value): value is Standing => Boolean(value)) : { now: 0, version: 0 }
}

/** What came out last may still be on its way for so long, ms. */
const SETTLED_MS = 1_500

/** @returns what is still to be done; undefined when everything has come to rest. */
export async function unrest(world: World): Promise<string | undefined> {
  const { log, redis, network } = world
  const loaded: [Topic, SimulatedStore, number][] = [
    [TOPICS.hits, redis.resolve, 0],
    [TOPICS.events, redis.fold, 0],
    [TOPICS.facts, redis.loader, 0],
    [TOPICS.memberships, redis.loader, PARTITIONS],
    [TOPICS.rejected, redis.loader, 2 * PARTITIONS],
    [TOPICS.delivery, redis.loader, 2 * PARTITIONS + 1],
  ]
  for (const [topic, store, first] of loaded) {
    for (let p = 0; p < log.core.partitions(topic); p++) {
      const [end, position] = [await log.core.end(topic, p), await store.view(first + p).position()]
      if (position < end - 1) return `${topic}/${p} is read to ${position} of ${end - 1}`
    }
  }
  for (let p = 0; p < PARTITIONS; p++) {
    for (const store of [redis.resolve, redis.fold])
      if ((await store.view(p).outbox(0, 1)).length > 0) return `outputs of partition ${p} have not left`
    const { version, pending, queued, sweep } = await standingOf(world, p)
    const wanted = world.config.segmentsVersion()
    if (version !== wanted || pending !== undefined || queued !== undefined || sweep !== undefined)
      return `partition ${p} follows the definitions of ${version}, not yet ${wanted}`
    const [due] = await redis.fold.view(p).due(world.wall(), 1)
    if (due) return `partition ${p} has a timer that was due at ${due.due}`
  }
  return network.timeline.now() - log.lastAppend() < SETTLED_MS ? 'something was appended just now' : undefined
}
