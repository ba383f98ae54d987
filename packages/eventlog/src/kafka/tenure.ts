import { setImmediate as nextTurn } from 'node:timers/promises'
import type { KafkaMessage } from 'kafkajs'
import type { ConsumeOptions, PartitionHandler } from '../index.ts'
import { createNotifier } from '../notifier.ts'
import { LogGapError } from './errors.ts'
import { createFetched } from './fetched.ts'
import type { Bounds } from './offsets.ts'

/** What a tenure needs of the consumer that it is part of. */
export interface TenureDeps {
  options: ConsumeOptions
  partition: number
  compacted: boolean
  bounds: () => Promise<Bounds>
  /** Fetches from this offset on from now on. */
  seek: (offset: number) => void
  pause: () => void
  resume: () => void
  /** While the group rebalances the owner of the partition is unknown: no new batch begins. */
  isRebalancing: () => boolean
}

/**
 * The time in which a partition is ours: one handler, fed with what is fetched, one call at a time.
 */
export interface Tenure {
  /** Assigns, serves until stopped, revokes. */
  run(): Promise<void>
  /**
   * What was fetched.
   * @returns the offset of the last message that was taken, undefined for none.
   */
  feed(messages: readonly KafkaMessage[], highWatermark: number): number | undefined
  /**
   * The group has rebalanced and the partition is still ours: the fetch position has to be set
   * again.
   */
  again(): void
  /** Has `idle` called as soon as there is nothing to read. */
  wake(): void
  stop(): void
  /** The offset that it waits for, while it has nothing to hand out. */
  waitingFor(): number | undefined
  /** Takes the bounds of the log as Kafka gave them. */
  hear(bounds: Bounds): void
  /** The offset behind the last record that was handled; undefined before it has begun. */
  handled(): number | undefined
  /** How many records are not handled yet, as far as is known; undefined before it has begun. */
  lag(): number | undefined
}

export function createTenure(deps: TenureDeps): Tenure {
  const { options, partition, compacted, bounds, seek, pause, resume, isRebalancing } = deps
  const notifier = createNotifier()
  const fetched = createFetched(options.max)
  const stopped = new AbortController()
  let ready = false
  let busy = false
  let fetching: 'on' | 'full' | 'looking' = 'on'
  /** The offset that the next fetched message must have. */
  let next = 0
  /** The offset behind the last record that was handled. */
  let handled = 0
  /** The end of the log as far as we know. */
  let end = 0
  /** A hole that the log was asked about: no record was ever there. */
  let knownHole = -1
  let failure: { error: unknown } | undefined
  let isWoken = false

  const fetchOn = (): void => {
    fetching = 'on'
    seek(next)
    resume()
  }
  /**
   * Something else came than the next record: the log was trimmed or cut under us, or there never
   * was such a record.
   */
  const look = async (): Promise<void> => {
    checkPlace(options, partition, next, await bounds())
    knownHole = next
    if (!stopped.signal.aborted) fetchOn()
  }
  const suspect = (): void => {
    pause()
    fetching = 'looking'
    look().catch((error: unknown) => {
      failure = { error }
      notifier.notify()
    })
  }

  const begin = async (handler: PartitionHandler): Promise<void> => {
    const there = await bounds()
    // A start at the beginning means the first record that still exists.
    next = handler.position <= 0 ? there.begin : handler.position
    checkPlace(options, partition, next, there)
    handled = next
    end = there.end
    ready = true
    if (!stopped.signal.aborted) fetchOn()
  }
  const deliver = async (handler: PartitionHandler): Promise<void> => {
    let idleAt = performance.now() + options.idleMs
    while (!stopped.signal.aborted) {
      notifier.reset()
      if (failure) throw failure.error
      if (isRebalancing()) {
        await notifier.sleep(options.idleMs)
        continue
      }
      const records = fetched.take(options.max)
      if (records.length > 0) {
        if (fetching === 'full' && !fetched.isFull()) fetchOn()
        busy = true
        await handler.batch(records)
        busy = false
        handled = records.at(-1)!.offset + 1
        // Handlers that never leave the microtask queue would otherwise keep timers and sockets
        // waiting.
        await nextTurn()
        continue
      }
      const idleInMs = isWoken ? 0 : idleAt - performance.now()
      // There is something to read, it has only not arrived yet.
      if (idleInMs > 0 || (next < end && !compacted)) {
        await notifier.sleep(idleInMs > 0 ? idleInMs : options.idleMs)
        continue
      }
      isWoken = false
      await handler.idle?.()
      idleAt = performance.now() + options.idleMs
    }
  }

  return {
    async run() {
      const handler = await options.assign(partition)
      try {
        await begin(handler)
        await deliver(handler)
      } catch (error) {
        // The failure that led here is the one to throw.
        await handler.revoke?.().catch(() => undefined)
        throw error
      }
      await handler.revoke?.()
    },
    feed(messages, highWatermark) {
      const first = messages[0]
      const last = messages.at(-1)
      if (!ready || stopped.signal.aborted || fetching !== 'on' || !first || !last) return undefined
      const ahead = Number(first.offset) - next
      if (ahead < 0 || (ahead > 0 && !compacted && knownHole !== next)) {
        suspect()
        return undefined
      }
      fetched.add(messages)
      next = Number(last.offset) + 1
      end = Math.max(end, highWatermark)
      if (fetched.isFull()) {
        pause()
        fetching = 'full'
      }
      notifier.notify()
      return next - 1
    },
    again() {
      notifier.notify()
      if (!ready) return
      if (fetching === 'on') fetchOn()
      else pause()
    },
    wake() {
      isWoken = true
      notifier.notify()
    },
    stop() {
      stopped.abort()
      notifier.notify()
    },
    waitingFor: () => (ready && !stopped.signal.aborted && !busy && fetching === 'on' && !isRebalancing() ? next : undefined),
    hear(now) {
      end = Math.max(end, now.end)
      // If everything is gone that was there, no record comes from which it could be seen.
      if (ready && !stopped.signal.aborted && fetching === 'on' && next < now.begin) suspect()
    },
    handled: () => (ready ? handled : undefined),
    lag: () => (ready ? Math.max(0, end - handled) : undefined),
  }
}

/**
 * @throws LogGapError when the log does not have the records between `next` and where it begins or
 *   ends now.
 */
function checkPlace({ topic, group }: ConsumeOptions, partition: number, next: number, { begin, end }: Bounds): void {
  if (next >= begin && next <= end) return
  const what =
    next < begin
      ? `begins at offset ${begin} now: records were removed`
      : `ends at offset ${end}: it is not the log that was read before`
  throw new LogGapError(`${group} wants ${topic}, partition ${partition}, from offset ${next}, and the log ${what}`)
}
