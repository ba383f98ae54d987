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

/** Deletes records below `before`; Kafka does it to the record, and frees the space segment by segment. */
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
