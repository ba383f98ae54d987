import type { Admin } from 'kafkajs'
import { partitionsOf, TOPICS } from '@weir/contracts'
import type { Topic } from '@weir/contracts'

export interface TopicOptions {
  /** Put before every topic and group, so that several deployments share one Kafka. */
  prefix: string
  /** The deployment's number of partitions. */
  partitions: number
  /**
   * Copies of each partition; as many as there are brokers, 3 at most, unless told. Only for topics
   * that are created here.
   */
  replicas: number | undefined
}

/** The largest record that is taken, bytes. */
export const RECORD_BYTES_MAX = 4 << 20

/** Only the latest record of a key is kept, so offsets have gaps. */
export function isCompacted(topic: Topic): boolean {
  return topic === TOPICS.config
}

/**
 * Creates the topics that are not there, and checks the number of partitions of those that are: it
 * decides where a key goes, so another number would tear the records of a person apart.
 * @returns what is wrong with them, if anything.
 */
export async function ensureTopics(admin: Admin, options: TopicOptions): Promise<string | undefined> {
  const there = new Set(await admin.listTopics())
  const missing = Object.values(TOPICS).filter((topic) => !there.has(options.prefix + topic))
  if (missing.length > 0) {
    const replicas = options.replicas ?? Math.min(3, (await admin.describeCluster()).brokers.length)
    // False if another process is creating them at this moment: they exist then, too.
    await admin.createTopics({ topics: missing.map((topic) => description(topic, options, replicas)), waitForLeaders: true })
  }
  const names = Object.values(TOPICS).map((topic) => options.prefix + topic)
  const { topics } = await admin.fetchTopicMetadata({ topics: names })
  for (const topic of Object.values(TOPICS)) {
    const name = options.prefix + topic
    const count = topics.find((found) => found.name === name)?.partitions.length
    const wanted = partitionsOf(topic, options.partitions)
    if (count !== wanted) {
      return (
        `Kafka's topic ${name} has ${count ?? 'no'} partitions and this deployment is set to ${wanted}. The number cannot be ` +
        `changed: set it back, or begin anew under another prefix.`
      )
    }
  }
  // A new partition has a leader in the metadata some moments before the leader knows: an append at
  // that moment would have to be repeated, and records of other partitions would be stored twice.
  await Promise.all(names.map((name) => admin.fetchTopicOffsets(name)))
  return undefined
}

/** How a topic is created. @param replicas copies of each partition. */
export function description(topic: Topic, { prefix, partitions }: TopicOptions, replicas: number) {
  const settings = {
    'cleanup.policy': isCompacted(topic) ? 'compact' : 'delete',
    // The log is the source of truth: only the operator, or a trim, may delete from it.
    'retention.ms': '-1',
    'retention.bytes': '-1',
    'max.message.bytes': `${RECORD_BYTES_MAX + 4096}`,
    // With three copies one may be lost while records are acknowledged.
    'min.insync.replicas': `${Math.min(2, Math.max(1, replicas - 1))}`,
    'unclean.leader.election.enable': 'false',
  }
  return {
    topic: prefix + topic,
    numPartitions: partitionsOf(topic, partitions),
    replicationFactor: replicas,
    configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
  }
}
