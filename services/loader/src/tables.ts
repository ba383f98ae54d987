import { TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'

/** What is loaded where. `identity`: how a row is found again in the table. */
export interface LoadedTopic {
  topic: Topic
  table: string
  /** `origin`: (part, off, n), the record's origin. `id`: the row's own id. */
  identity: 'origin' | 'id'
}

export const FACTS: LoadedTopic = { topic: TOPICS.facts, table: 'facts', identity: 'origin' }
export const MEMBERSHIPS: LoadedTopic = { topic: TOPICS.memberships, table: 'memberships', identity: 'origin' }
export const REJECTED: LoadedTopic = { topic: TOPICS.rejected, table: 'rejected', identity: 'id' }

/**
 * How many partitions the loader's StateStore must have when the topics have `partitions` each: one per topic partition.
 * Facts come first, then memberships, then the one partition of rejected.
 */
export function loaderStatePartitions(partitions: number): number {
  return 2 * partitions + 1
}

/** The partition of the StateStore that keeps the position in a topic partition. */
export function statePartitionOf({ topic }: LoadedTopic, partition: number, partitions: number): number {
  if (topic === TOPICS.facts) return partition
  return topic === TOPICS.memberships ? partitions + partition : 2 * partitions
}
