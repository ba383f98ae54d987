import { setTimeout as sleep } from 'node:timers/promises'
import type { ConsumeOptions, Consumer } from '../index.ts'
import type { Claims } from './claims.ts'
import { ConsumerStalledError } from './errors.ts'
import { joinGroup } from './membership.ts'
import type { GroupMembership, MembershipDeps } from './membership.ts'
import type { Bounds } from './offsets.ts'
import { createTenure } from './tenure.ts'
import type { Tenure } from './tenure.ts'
import { createWatchdog } from './watchdog.ts'

export type ConsumerDeps = Pick<MembershipDeps, 'kafka' | 'name' | 'groupId' | 'sessionTimeoutMs' | 'onTrouble'> & {
  compacted: boolean
  claims: Claims
  /** The bounds of the topic's partitions. @throws KafkaUnavailableError */
  bounds: () => Promise<ReadonlyMap<number, Bounds>>
}

const STALL_MS = 30_000
/**
 * How often Kafka is told how far we are, and asked where the log ends: a lag that is told is at
 * most so old, and so is a gap before it is noticed.
 */
const LOOK_MS = 3_000

/**
 * What is fetched for our share of the group goes to one tenure per partition, each at its own
 * pace: a slow handler delays neither heartbeats nor its neighbours. After every join we seek to
 * where our handlers are.
 */
export function startConsumer(deps: ConsumerDeps, options: ConsumeOptions): Consumer {
  const { name, groupId, claims, bounds, onTrouble } = deps
  const tenures = new Map<number, Tenure>()
  /** Begun and not over yet, whether still ours or not. */
  const served = new Set<Promise<void>>()
  const closing = new AbortController()
  let failure: { error: unknown } | undefined
  let finished: Promise<void> | undefined

  const lose = (partition: number, tenure: Tenure): void => {
    tenures.delete(partition)
    tenure.stop()
  }
  const isOurs = (partition: number, tenure: Tenure): boolean => tenures.get(partition) === tenure
  const begin = (partition: number): void => {
    const ifOurs = (act: () => void): void => (isOurs(partition, tenure) ? act() : undefined)
    const tenure: Tenure = createTenure({
      options,
      partition,
      compacted: deps.compacted,
      bounds: () => patientBounds(bounds, partition, closing.signal),
      seek: (offset) => ifOurs(() => group.seek(partition, offset)),
      pause: () => ifOurs(() => group.pause(partition)),
      resume: () => ifOurs(() => group.resume(partition)),
      isRebalancing: () => !group.isMember(),
    })
    tenures.set(partition, tenure)
    const isOver = (): boolean => closing.signal.aborted || !isOurs(partition, tenure)
    const serving = claims
      .hold(`${groupId}\0${partition}`, isOver, () => tenure.run())
      .catch(async (error: unknown) => {
        // Another member may own the partition already, and our commit was refused: then that
        // member goes on.
        while (!group.isMember() && !closing.signal.aborted) await sleep(20)
        if (isOurs(partition, tenure)) fail(error)
        else onTrouble?.(`Kafka: ${name}, partition ${partition} failed after it was lost`, { reason: String(error) })
      })
    served.add(serving)
    void serving.finally(() => served.delete(serving))
  }
  const share = (partitions: readonly number[], continued: boolean): void => {
    for (const [partition, tenure] of tenures) if (!continued || !partitions.includes(partition)) lose(partition, tenure)
    for (const partition of partitions) {
      const kept = tenures.get(partition)
      if (kept) kept.again()
      else begin(partition)
    }
  }

  const fail = (error: unknown): void => {
    failure ??= { error }
    void finish()
  }
  const finish = (): Promise<void> =>
    (finished ??= (async () => {
      closing.abort()
      clearInterval(watch)
      for (const tenure of tenures.values()) tenure.stop()
      while (served.size > 0) await Promise.all(served)
      // Leaves only now, so that the next owner finds the partitions given up.
      await group.leave()
      settle()
    })())

  const group: GroupMembership = joinGroup({
    ...deps,
    onShare: (partitions, continued) => (closing.signal.aborted ? undefined : share(partitions, continued)),
    onOutside: () => tenures.forEach((tenure, partition) => lose(partition, tenure)),
    onFetched: (partition, messages, highWatermark) => tenures.get(partition)?.feed(messages, highWatermark),
    onRefused: fail,
  })
  const ends = async (): Promise<ReadonlyMap<number, Bounds>> => {
    const all = await bounds()
    for (const [partition, tenure] of tenures) tenure.hear(all.get(partition) ?? { begin: 0, end: 0 })
    return all
  }
  const watchdog = createWatchdog(
    { bounds: ends, waiting: () => definedOf(tenures, (tenure) => tenure.waitingFor()), isMember: () => group.isMember() },
    STALL_MS,
  )
  let looking = false
  const look = async (): Promise<void> => {
    // While Kafka is away an answer takes longer than the time between two looks.
    if (looking) return
    looking = true
    const fault = await watchdog.look(performance.now())
    looking = false
    if (fault === undefined || closing.signal.aborted) return
    fail(new ConsumerStalledError(`Kafka: the consumer of ${name} in ${groupId} has stopped: ${fault}`))
  }
  let telling: Promise<void> | undefined
  const tell = (): void =>
    void (telling ??= group.tell(definedOf(tenures, (tenure) => tenure.handled())).finally(() => (telling = undefined)))
  const watch = setInterval(() => {
    tell()
    void look()
  }, LOOK_MS)
  watch.unref()

  let settle = (): void => undefined
  const done = new Promise<void>((resolve, reject) => {
    settle = () => (failure ? reject(failure.error) : resolve())
  })
  return {
    done,
    async lag() {
      // A fetch says where the log ends, and while nothing is fetched the watchdog asks.
      return closing.signal.aborted ? new Map() : definedOf(tenures, (tenure) => tenure.lag())
    },
    wake: () => tenures.forEach((tenure) => tenure.wake()),
    async close() {
      void finish()
      // Its failure is for whoever waits for `done`; closing only waits for the end.
      await done.catch(() => undefined)
    },
  }
}

/** Asks until there is an answer: while Kafka is away its records are only late. */
async function patientBounds(bounds: ConsumerDeps['bounds'], partition: number, closing: AbortSignal): Promise<Bounds> {
  for (;;) {
    try {
      return (await bounds()).get(partition) ?? { begin: 0, end: 0 }
    } catch (error) {
      if (closing.aborted) throw error
    }
  }
}

/** What the tenures say, where they say something. */
function definedOf(tenures: ReadonlyMap<number, Tenure>, ask: (tenure: Tenure) => number | undefined): Map<number, number> {
  const answers = new Map<number, number>()
  for (const [partition, tenure] of tenures) {
    const answer = ask(tenure)
    if (answer !== undefined) answers.set(partition, answer)
  }
  return answers
}
