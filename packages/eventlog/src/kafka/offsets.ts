import type { Admin } from 'kafkajs'
import type { Renewable } from './renewable.ts'

/** The first offset still there, and the one that the next record gets. */
export interface Bounds {
  begin: number
  end: number
}

/** @returns the bounds of all partitions of a topic. */
export async function boundsOf(admin: Renewable<Admin>, name: string, patienceMs: number): Promise<Map<number, Bounds>> {
  const until = performance.now() + patienceMs
  const offsets = await admin.use(
    (client) => client.fetchTopicOffsets(name),
    () => until,
  )
  return new Map(offsets.map(({ partition, low, high }) => [partition, { begin: Number(low), end: Number(high) }]))
}

/**
 * How many records a group has not handled yet, by what it has committed; undefined where it has
 * not committed for every partition. A partition that was trimmed beyond that begins where it
 * begins now.
 */
export async function behindOf(
  admin: Renewable<Admin>,
  name: string,
  groupId: string,
  patienceMs: number,
): Promise<number | undefined> {
  const until = performance.now() + patienceMs
  // What is committed first: what comes meanwhile is behind, not ahead.
  const [of] = await admin.use(
    (client) => client.fetchOffsets({ groupId, topics: [name] }),
    () => until,
  )
  const committed = new Map(of?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
  let records = 0
  for (const [partition, { begin, end }] of await boundsOf(admin, name, patienceMs)) {
    const next = committed.get(partition) ?? -1
    if (next < 0) return undefined
    records += Math.max(0, end - Math.max(begin, next))
  }
  return records
}

/**
 * Deletes records below `before`; Kafka does it to the record, and frees the space segment by
 * segment.
 */
export async function trimBefore(
  admin: Renewable<Admin>,
  name: string,
  partition: number,
  before: number,
  patienceMs: number,
): Promise<void> {
  const bounds = (await boundsOf(admin, name, patienceMs)).get(partition)
  const line = Math.min(before, bounds?.end ?? 0)
  if (!bounds || line <= bounds.begin) return
  const until = performance.now() + patienceMs
  await admin.use(
    (client) => client.deleteTopicRecords({ topic: name, partitions: [{ partition, offset: `${line}` }] }),
    () => until,
  )
}
