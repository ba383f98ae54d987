/**
 * The topics: names, keys, partitioning. No other file spells a topic name.
 *
 * | topic | key | value |
 * |---|---|---|
 * | weir.hits | dedup key (source, name, event_id) | Hit, JSON |
 * | weir.events | person id, or eid of an event without a person | EventRecord, JSON |
 * | weir.facts | as weir.events | FactRow, JSON (a JSONEachRow line) |
 * | weir.memberships | person id | rows of five tables (services/loader/src/tables.ts), JSONEachRow |
 * | weir.delivery | none | DeliveryRow, JSON (a JSONEachRow line; one partition) |
 * | weir.rejected | source | RejectedRow, JSON (a JSONEachRow line) |
 * | weir.optouts | none | OptOut, JSON (one partition) |
 * | weir.config | see config-records.ts | JSON, or empty for a deletion (one partition, compacted) |
 */
export const TOPICS = {
  hits: 'weir.hits',
  events: 'weir.events',
  facts: 'weir.facts',
  memberships: 'weir.memberships',
  delivery: 'weir.delivery',
  rejected: 'weir.rejected',
  optOuts: 'weir.optouts',
  config: 'weir.config',
} as const
/**
 * The consumer groups by whose progress others judge how far the segmenters are: of the hits, and
 * of the events.
 */
export const GROUPS = { resolve: 'segmenter-resolve', fold: 'segmenter-fold' } as const

export type Topic = (typeof TOPICS)[keyof typeof TOPICS]

/**
 * How many partitions each topic has, given the deployment's number. It is recorded with the data
 * and cannot change.
 */
export function partitionsOf(topic: Topic, partitions: number): number {
  return SINGLE.has(topic) ? 1 : partitions
}

const SINGLE: ReadonlySet<Topic> = new Set([TOPICS.config, TOPICS.rejected, TOPICS.optOuts, TOPICS.delivery])

/**
 * How many partitions the loader's state has: one per partition of what it loads. Facts come first,
 * then memberships, then the one partition of rejected rows and that of delivery. More are only
 * ever added at the end: the state of an older version grows.
 */
export function loaderStatePartitions(partitions: number): number {
  return 2 * partitions + 2
}

/** The partition of the loader's state that keeps its position in a topic partition. */
export function loaderStatePartition(topic: Topic, partition: number, partitions: number): number {
  if (topic === TOPICS.facts) return partition
  if (topic === TOPICS.memberships) return partitions + partition
  return 2 * partitions + (topic === TOPICS.delivery ? 1 : 0)
}

/**
 * The partition of a key: Kafka's own default (murmur2, positive, modulo), so that any client
 * computes the same.
 */
export function partitionOf(key: string, partitions: number): number {
  return partitions === 1 ? 0 : (murmur2(Buffer.from(key)) & 0x7fffffff) % partitions
}

/** The key by which all copies of one event meet. */
export function dedupKey(hit: { source: string; name: string; event_id: string }): string {
  return `${hit.source}\0${hit.name}\0${hit.event_id}`
}

/**
 * MurmurHash2 with the seed of Kafka's Java client (org.apache.kafka.common.utils.Utils.murmur2).
 */
export function murmur2(data: Uint8Array): number {
  const m = 0x5bd1e995
  const length = data.length
  let h = 0x9747b28c ^ length
  const words = length >> 2
  for (let i = 0; i < words; i++) {
    const at = i << 2
    let k = data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24)
    k = Math.imul(k, m)
    k ^= k >>> 24
    k = Math.imul(k, m)
    h = Math.imul(h, m) ^ k
  }
  const tail = words << 2
  const rest = length & 3
  if (rest >= 3) h ^= data[tail + 2]! << 16
  if (rest >= 2) h ^= data[tail + 1]! << 8
  if (rest >= 1) {
    h ^= data[tail]!
    h = Math.imul(h, m)
  }
  h ^= h >>> 13
  h = Math.imul(h, m)
  return h ^ (h >>> 15)
}
