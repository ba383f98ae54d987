import { setTimeout as sleep } from 'node:timers/promises'
import type { Consumer, ConsumerGroupJoinEvent, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import type { Trouble } from './client.ts'
import { isFinal } from './errors.ts'

export interface MembershipDeps {
  kafka: Kafka
  /** The topic's name in Kafka. */
  name: string
  /** The group's name in Kafka. */
  groupId: string
  /** A member that is silent for this long loses its partitions, ms. */
  sessionTimeoutMs: number
  onTrouble?: Trouble | undefined
  /**
   * The group has formed. `continued`: we never left it, so a partition that we had before and have
   * now had no other owner in between.
   */
  onShare: (partitions: readonly number[], continued: boolean) => void
  /** We are out of the group: nothing is ours until the next share. */
  onOutside: () => void
  /** @returns the offset of the last message that was taken, undefined for none. */
  onFetched: (partition: number, messages: readonly KafkaMessage[], highWatermark: number) => number | undefined
  /** Kafka will not have us at all. */
  onRefused: (error: unknown) => void
}

/**
 * A member of a consumer group: joins, beats, fetches, and does so again whatever happens. Where to
 * go on is the handlers' to know: what is committed to Kafka only tells others how far the group
 * is.
 */
export interface GroupMembership {
  /** False while the group rebalances: ownership is unknown then. */
  isMember(): boolean
  seek(partition: number, offset: number): void
  pause(partition: number): void
  resume(partition: number): void
  /**
   * Tells how far the partitions are, by the offset behind what was handled. Never rejects: nothing
   * depends on it.
   */
  tell(handled: ReadonlyMap<number, number>): Promise<void>
  /** Leaves the group. Its partitions are free for others at once. */
  leave(): Promise<void>
}

/**
 * A long poll, ms. It ends as soon as there is a record; leaving the group may have to wait for it.
 */
const WAIT_MS = 250
const RETRY_MS = 1_000

export function joinGroup(deps: MembershipDeps): GroupMembership {
  const { kafka, name, groupId, sessionTimeoutMs, onTrouble, onShare, onOutside, onFetched, onRefused } = deps
  const leaving = new AbortController()
  const state: { client: Consumer | undefined; isMember: boolean; memberId: string } = {
    client: undefined,
    isMember: false,
    memberId: '',
  }

  const onJoin = (client: Consumer, { payload }: ConsumerGroupJoinEvent): void => {
    if (leaving.signal.aborted) return
    const mine = payload.memberAssignment[name] ?? []
    const continued = payload.memberId === state.memberId
    state.memberId = payload.memberId
    state.isMember = true
    // Everything waits until its handler has said from where.
    client.pause([{ topic: name, partitions: mine }])
    onShare(mine, continued)
  }
  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload
    const taken = onFetched(batch.partition, batch.messages, Number(batch.highWatermark))
    if (taken !== undefined) payload.resolveOffset(`${taken}`)
  }
  const open = (): Consumer => {
    const client = kafka.consumer({
      groupId,
      allowAutoTopicCreation: false,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: 2 * sessionTimeoutMs,
      heartbeatInterval: Math.min(1_000, sessionTimeoutMs / 3),
      maxWaitTimeInMs: WAIT_MS,
      retry: { retries: 5, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: async () => !leaving.signal.aborted },
    })
    client.on('consumer.group_join', (event) => onJoin(client, event))
    client.on('consumer.rebalancing', () => void (state.isMember = false))
    client.on('consumer.crash', ({ payload }) => {
      if (state.client !== client || leaving.signal.aborted) return
      state.isMember = false
      onOutside()
      if (!payload.restart && isFinal(payload.error)) return onRefused(payload.error)
      onTrouble?.(`Kafka: the consumer of ${groupId} has lost its place and joins again`, { reason: String(payload.error) })
      // After most failures kafkajs starts itself again.
      if (!payload.restart) joining = sleep(RETRY_MS).then(join)
    })
    return client
  }
  const join = async (): Promise<void> => {
    while (!leaving.signal.aborted) {
      const client = open()
      state.client = client
      try {
        await client.connect()
        await client.subscribe({ topics: [name], fromBeginning: true })
        return await client.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch })
      } catch (error) {
        // It is given up; what led here is told below.
        await client.disconnect().catch(() => undefined)
        if (isFinal(error)) return onRefused(error)
        onTrouble?.(`Kafka: cannot join ${groupId}`, { reason: String(error) })
        await sleep(RETRY_MS)
      }
    }
  }
  let joining = join()

  const steer = (act: (client: Consumer) => void): void => {
    try {
      if (state.client) act(state.client)
    } catch (error) {
      // It has crashed meanwhile; after the next join everything is said again.
      onTrouble?.(`Kafka: the consumer of ${groupId} is not running`, { reason: String(error) })
    }
  }
  return {
    isMember: () => state.isMember,
    seek: (partition, offset) => steer((client) => client.seek({ topic: name, partition, offset: `${offset}` })),
    pause: (partition) => steer((client) => client.pause([{ topic: name, partitions: [partition] }])),
    resume: (partition) => steer((client) => client.resume([{ topic: name, partitions: [partition] }])),
    async tell(handled) {
      const offsets = [...handled].map(([partition, offset]) => ({ topic: name, partition, offset: `${offset}` }))
      // Advice for other tools only: the state has the position, and the next commit says more.
      if (state.isMember && offsets.length > 0) await state.client?.commitOffsets(offsets).catch(() => undefined)
    },
    async leave() {
      leaving.abort()
      await joining
      // It is given up whether or not it says goodbye.
      await state.client?.disconnect().catch(() => undefined)
    },
  }
}
