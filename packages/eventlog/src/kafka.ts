import { partitionsOf } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { Consumer, EventLog } from './index.ts'
import { createClaims } from './kafka/claims.ts'
import { createKafkaClient, kindOfTrouble } from './kafka/client.ts'
import type { KafkaConnection } from './kafka/client.ts'
import { startConsumer } from './kafka/consumer.ts'
import { behindOf, boundsOf, trimBefore } from './kafka/offsets.ts'
import type { Bounds } from './kafka/offsets.ts'
import { withoutRepeatsPerReceiver } from './kafka/without-repeats.ts'
import { createTopicReader } from './kafka/reader.ts'
import type { TopicReader } from './kafka/reader.ts'
import { recordBytes } from './kafka/record.ts'
import { createRenewable } from './kafka/renewable.ts'
import { createSender } from './kafka/sender.ts'
import { ensureTopics, isCompacted, RECORD_BYTES_MAX } from './kafka/topics.ts'
import { checkTopicPartition } from './partition.ts'

export type { KafkaConnection } from './kafka/client.ts'
export { ConsumerStalledError, KafkaUnavailableError, LogGapError } from './kafka/errors.ts'

export interface KafkaLogOptions extends KafkaConnection {
  /** The deployment's number of partitions. The topics have it; another one is refused. */
  partitions: number
  /**
   * Put before the names of topics and groups, so that several deployments share one Kafka. Nothing
   * unless told.
   */
  prefix?: string
  /**
   * Copies of each partition in topics that are created here; as many as there are brokers, 3 at
   * most, unless told.
   */
  replicas?: number
  /**
   * How long an append, a read or a question may take, ms; 30 s unless told: a lost broker is
   * replaced in about 10 s.
   */
  deadlineMs?: number
  /** Appends are refused while this many bytes wait to be sent (default 64 MiB). */
  waitingBytesMax?: number
  /**
   * A consumer that is silent for this long loses its partitions, ms (default 10 s): its process
   * may be gone or frozen.
   */
  sessionTimeoutMs?: number
}

/** Pause between two reports of the same kind of trouble, ms. */
const TROUBLE_EVERY_MS = 30_000

/**
 * The log on Kafka, for many processes. Creates the topics that are missing.
 * - `append` resolves when all in-sync replicas have the records; one that has to be tried again
 *   may be there twice.
 * - `consume` may give a partition to another member while a frozen one still believes that it owns
 *   it: the state's leases decide whose work counts.
 * @throws KafkaUnavailableError when Kafka does not answer within the deadline. @throws Error for
 *   another number of partitions.
 */
export async function openKafkaLog(options: KafkaLogOptions): Promise<EventLog> {
  const {
    partitions,
    prefix = '',
    replicas,
    deadlineMs = 30_000,
    waitingBytesMax = 64 << 20,
    sessionTimeoutMs = 10_000,
  } = options
  const servers = options.brokers.join(',')
  const onTrouble = options.onTrouble && withoutRepeatsPerReceiver(options.onTrouble, TROUBLE_EVERY_MS, kindOfTrouble)
  const kafka = createKafkaClient({ ...options, ...(onTrouble ? { onTrouble } : {}) })
  const admin = createRenewable(() => kafka.admin(), { servers, what: 'answer' }, onTrouble)
  const until = performance.now() + deadlineMs
  try {
    const fault = await admin.use(
      (client) => ensureTopics(client, { prefix, partitions, replicas }),
      () => until,
    )
    if (fault !== undefined) throw new Error(fault)
  } catch (error) {
    await admin.close()
    throw error
  }

  const sender = createSender({ kafka, deadlineMs, waitingBytesMax, servers, onTrouble })
  const readers = new Map<Topic, TopicReader>()
  const consumers = new Set<Consumer>()
  const claims = createClaims()
  let closing: Promise<void> | undefined

  const nameOf = (topic: Topic): string => prefix + topic
  const countOf = (topic: Topic): number => partitionsOf(topic, partitions)
  const check = (topic: Topic, partition: number): void => {
    if (closing) throw new Error('the log is closed')
    checkTopicPartition(topic, partition, countOf(topic))
  }
  // Kafka shares out a group's topics among all its members, whatever they asked for: so a group
  // for each topic.
  const groupOf = (topic: Topic, group: string): string => `${prefix}${group}.${topic}`
  const readerOf = (topic: Topic): TopicReader => {
    const known =
      readers.get(topic) ?? createTopicReader({ kafka, name: nameOf(topic), prefix, partitions: countOf(topic), deadlineMs })
    readers.set(topic, known)
    return known
  }
  const bounds = async (topic: Topic, partition: number): Promise<Bounds> =>
    (await boundsOf(admin, nameOf(topic), deadlineMs)).get(partition) ?? { begin: 0, end: 0 }

  return {
    partitions: countOf,
    async append(topic, entries) {
      for (const entry of entries) {
        check(topic, entry.partition)
        const bytes = recordBytes(entry)
        if (bytes > RECORD_BYTES_MAX)
          throw new RangeError(`a record for ${topic} has ${bytes} bytes, more than ${RECORD_BYTES_MAX}`)
      }
      if (entries.length > 0) await sender.append(nameOf(topic), entries)
    },
    async read(topic, partition, from, max) {
      check(topic, partition)
      const { begin, end } = await bounds(topic, partition)
      const first = Math.max(from, begin)
      return first < end ? readerOf(topic).read(partition, first, max) : []
    },
    async end(topic, partition) {
      check(topic, partition)
      return (await bounds(topic, partition)).end
    },
    async begin(topic, partition) {
      check(topic, partition)
      return (await bounds(topic, partition)).begin
    },
    async trim(topic, partition, before) {
      check(topic, partition)
      await trimBefore(admin, nameOf(topic), partition, before, deadlineMs)
    },
    behind: async (topic, group) => {
      check(topic, 0)
      return behindOf(admin, nameOf(topic), groupOf(topic, group), deadlineMs)
    },
    consume(consumeOptions) {
      const { topic, group } = consumeOptions
      check(topic, 0)
      const deps = {
        kafka,
        name: nameOf(topic),
        groupId: groupOf(topic, group),
        compacted: isCompacted(topic),
        claims,
        bounds: () => boundsOf(admin, nameOf(topic), deadlineMs),
        sessionTimeoutMs,
        onTrouble,
      }
      const consumer = startConsumer(deps, consumeOptions)
      consumers.add(consumer)
      const forget = (): void => void consumers.delete(consumer)
      consumer.done.then(forget, forget)
      return consumer
    },
    close: () =>
      (closing ??= (async () => {
        await Promise.all([...consumers].map((consumer) => consumer.close()))
        await Promise.all([...readers.values()].map((reader) => reader.close()))
        await sender.close()
        await admin.close()
      })()),
  }
}
