import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Topic } from '@weir/contracts'
import type { ConsumeOptions, Consumer, EventLog, PartitionHandler } from './index.ts'
import { createNotifier } from './notifier.ts'
import type { Notifier } from './notifier.ts'

type Source = Pick<EventLog, 'partitions' | 'read' | 'begin' | 'end'>

/** The consumers of a log that lives in this process: driven by `read`, notified by `changed`. */
export interface Consumers {
  consume(options: ConsumeOptions): Consumer
  /**
   * See {@link EventLog}: known for partitions that a consumer serves or has served since the log
   * was opened.
   */
  behind(topic: Topic, group: string): Promise<number | undefined>
  /** Notifies the loops that wait for the partition: there are new records. */
  changed(topic: Topic, partition: number): void
  /** Closes every consumer. */
  close(): Promise<void>
}

/**
 * Each partition of a topic is a loop of its own: claim it for the group, assign, then read and
 * hand over until stopped. A second consumer of a group stands by and takes over what the first
 * gives up.
 */
export function createConsumers(log: Source): Consumers {
  const waiting = new Map<string, Set<Notifier>>()
  const claimed = new Set<string>()
  const open = new Set<Consumer>()
  /** By claim, the offset behind the last record that was handled. */
  const handled = new Map<string, number>()

  const listen = (place: string, notifier: Notifier): (() => void) => {
    const notifiers = waiting.get(place) ?? new Set()
    waiting.set(place, notifiers.add(notifier))
    return () => notifiers.delete(notifier)
  }
  const notifyAll = (place: string): void => waiting.get(place)?.forEach((notifier) => notifier.notify())

  function consume(options: ConsumeOptions): Consumer {
    const stop = new AbortController()
    const notifiers: Notifier[] = []
    /** The next offset to handle, by served partition. */
    const places = new Map<number, number>()
    /** The partitions to wake that have not been idle since. */
    const awake = new Set<number>()
    /**
     * The first failure; partitions that are still at work may add others, which are not needed.
     */
    let failure: { error: unknown } | undefined
    const stopAll = (): void => {
      stop.abort()
      for (const notifier of notifiers) notifier.notify()
    }
    const runClaimed = async (partition: number, notifier: Notifier): Promise<void> => {
      const place = placeOf(options.topic, partition)
      const claim = `${options.group}\0${place}`
      const unlisten = listen(place, notifier)
      try {
        if (!(await take(claimed, claim, notifier, stop.signal, options.idleMs))) return
        try {
          await serve(
            log,
            options,
            partition,
            {
              set: (at) => (places.set(partition, at), handled.set(claim, at)),
              takeWake: () => awake.delete(partition),
            },
            notifier,
            stop.signal,
          )
        } finally {
          places.delete(partition)
          claimed.delete(claim)
          notifyAll(place)
        }
      } finally {
        unlisten()
      }
    }
    const loops = Array.from({ length: log.partitions(options.topic) }, async (_, partition) => {
      const notifier = createNotifier()
      notifiers.push(notifier)
      await nextTurn()
      await runClaimed(partition, notifier).catch((error: unknown) => {
        failure ??= { error }
        stopAll()
      })
    })
    const done = Promise.all(loops).then(() => {
      open.delete(consumer)
      if (failure) throw failure.error
    })
    const consumer: Consumer = {
      done,
      async lag() {
        const lags = [...places].map(async ([partition, next]): Promise<[number, number]> => {
          const [begin, end] = await Promise.all([log.begin(options.topic, partition), log.end(options.topic, partition)])
          return [partition, end - Math.max(begin, next)]
        })
        return new Map(await Promise.all(lags))
      },
      wake() {
        notifiers.forEach((notifier, partition) => {
          awake.add(partition)
          notifier.notify()
        })
      },
      async close() {
        stopAll()
        // Its failure is for whoever waits for `done`; closing only waits for the end.
        await done.catch(() => undefined)
      },
    }
    open.add(consumer)
    return consumer
  }

  async function behind(topic: Topic, group: string): Promise<number | undefined> {
    let records = 0
    for (let partition = 0; partition < log.partitions(topic); partition++) {
      const next = handled.get(`${group}\0${placeOf(topic, partition)}`)
      if (next === undefined) return undefined
      const [begin, end] = await Promise.all([log.begin(topic, partition), log.end(topic, partition)])
      records += Math.max(0, end - Math.max(begin, next))
    }
    return records
  }

  return {
    consume,
    behind,
    changed: (topic, partition) => notifyAll(placeOf(topic, partition)),
    async close() {
      await Promise.all([...open].map((consumer) => consumer.close()))
    },
  }
}

/** Where a partition is read. */
interface Place {
  set(next: number): void
  /** Whether `idle` is to be called at once; a wake counts once. */
  takeWake(): boolean
}

function placeOf(topic: Topic, partition: number): string {
  return `${topic}\0${partition}`
}

/** Waits until the claim is free and takes it. @returns false when stopped before. */
async function take(
  claimed: Set<string>,
  claim: string,
  notifier: Notifier,
  signal: AbortSignal,
  retryMs: number,
): Promise<boolean> {
  while (!signal.aborted) {
    notifier.reset()
    if (!claimed.has(claim)) {
      claimed.add(claim)
      return true
    }
    await notifier.sleep(retryMs)
  }
  return false
}

/**
 * One tenure of a partition: assign, serve until stopped, revoke (also after a failure, whose error
 * wins over the revoke's).
 */
async function serve(
  log: Source,
  options: ConsumeOptions,
  partition: number,
  place: Place,
  notifier: Notifier,
  signal: AbortSignal,
): Promise<void> {
  const handler = await options.assign(partition)
  try {
    await deliver(log, options, partition, handler, place, notifier, signal)
  } catch (error) {
    // The failure that led here is the one to throw.
    await handler.revoke?.().catch(() => undefined)
    throw error
  }
  await handler.revoke?.()
}

async function deliver(
  log: Source,
  options: ConsumeOptions,
  partition: number,
  handler: PartitionHandler,
  place: Place,
  notifier: Notifier,
  signal: AbortSignal,
): Promise<void> {
  let next = handler.position
  let idleAt = performance.now() + options.idleMs
  while (!signal.aborted) {
    place.set(next)
    notifier.reset()
    const records = await log.read(options.topic, partition, next, options.max)
    const last = records.at(-1)
    if (last) {
      await handler.batch(records)
      next = last.offset + 1
      // Handlers that never leave the microtask queue would otherwise keep timers and sockets
      // waiting.
      await nextTurn()
      continue
    }
    const idleInMs = place.takeWake() ? 0 : idleAt - performance.now()
    if (idleInMs > 0) {
      await notifier.sleep(idleInMs)
      continue
    }
    await handler.idle?.()
    idleAt = performance.now() + options.idleMs
  }
}
