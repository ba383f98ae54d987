import type { Topic } from '@weir/contracts'

/** @throws RangeError when the topic has no such partition. */
export function checkTopicPartition(topic: Topic, partition: number, count: number): void {
  if (!Number.isInteger(partition) || partition < 0 || partition >= count) {
    throw new RangeError(`${topic} has the partitions 0 to ${count - 1}, not ${partition}`)
  }
}
