// Held by tests/simulation/no-loss-when-it-dies-anywhere.sim.test.ts

import { GROUPS, HOPS_MAX, RENEWAL_KEY, TOPICS } from '@weir/contracts'
import type { SegmentDefinition, Topic } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import type { IdentityResolver } from '@weir/identity'
import { createErased, watchLag } from '@weir/runtime'
import type { Clock, ConfigView, Logger, Registry } from '@weir/runtime'
import type { StateStore, View } from '@weir/state'
import { createSegmenterEvents } from './metrics.ts'
import type { SegmenterEvents } from './metrics.ts'
import { createFold } from './fold.ts'
import type { FoldHandler } from './fold.ts'
import type { History } from './backfill/history.ts'
import { absorbedIds } from './backfill/history/absorbed.ts'
import { createLogHistory } from './backfill/history/log.ts'
import { createResolve } from './dedup/resolve.ts'
import type { ProcessorHandler } from './dedup/resolve.ts'

export interface SegmenterDeps {
  log: EventLog
  /** State of the two steps: their partitions are those of `weir.hits` and `weir.events`. */
  resolveState: StateStore
  foldState: StateStore
  config: ConfigView
  identity: IdentityResolver
  clock: Clock
  logger: Logger
  registry: Registry
  /**
   * What is counted and logged; made from `logger` and `registry` unless given, which can be done
   * once.
   */
  events?: SegmenterEvents
  /** Where new conditions get their history from; without it, from the log. */
  history?: History
  /**
   * How many people are brought under changed definitions at a time, between two batches of live
   * traffic.
   */
  slice?: number
}

export interface Segmenter {
  /** Settles when it has stopped; rejects with the failure that stopped it. */
  readonly done: Promise<void>
  /**
   * Waits until every hit that is in the log now has been folded, what fell due has been done, and
   * the outputs have left.
   */
  drained(): Promise<void>
  /**
   * Waits until every event that its log holds now is folded, and what came of that has left.
   * @throws Error when it is closed before.
   */
  folded(): Promise<void>
  /** Waits until every membership follows the definitions of this version (or newer). */
  applied(version: number): Promise<void>
  /** Writes down that time has passed, and waits until all that fell due has been done. */
  tick(now: number): Promise<void>
  /** How many records of its topics it has not taken in yet, in the partitions that it has. */
  behind(): Promise<number>
  /** The smallest log time of its partitions, Unix ms. */
  logTime(): number
  /** The largest log time of its partitions, Unix ms; -Infinity while it has none. */
  latestLogTime(): number
  close(): Promise<void>
}

const BATCH = { records: 5_000, bytes: 8_000_000 }
const IDLE_MS = 50
const POLL_MS = 5

/**
 * Starts both steps on all partitions that the log gives us: hits ──▶ resolve ──▶ events ──▶ fold ──▶ facts, memberships.
 */
export function startSegmenter(deps: SegmenterDeps): Segmenter {
  const { log, config } = deps
  const erased = createErased(config)
  const told = deps.events ?? createSegmenterEvents(deps.logger, deps.registry)
  const waiting = new Set<() => void>()
  const events: SegmenterEvents = {
    ...told,
    definitionsApplied(...about) {
      told.definitionsApplied(...about)
      for (const resume of waiting) resume()
    },
  }
  const resolves = new Map<number, ProcessorHandler>()
  const folds = new Map<number, FoldHandler>()
  const definitions = (): { version: number; segments: readonly SegmentDefinition[] } => ({
    version: config.segmentsVersion(),
    segments: config.segments(),
  })

  /** The partitions of a process ask one after the other: the first one's answer is for all. */
  let renewing: Promise<void> = Promise.resolve()
  const renew = (version: number): Promise<void> => {
    const ask = async (): Promise<void> => {
      if (config.segmentsVersion() === version) await config.put(RENEWAL_KEY, {})
    }
    return (renewing = renewing.then(ask, ask))
  }

  const view = (partition: number): View => deps.foldState.view(partition)
  const history = deps.history ?? createLogHistory({ log, view, otherIds: absorbedIds(view) })

  const resolving = log.consume({
    topic: TOPICS.hits,
    group: GROUPS.resolve,
    max: BATCH,
    idleMs: IDLE_MS,
    async assign(partition) {
      const lease = await deps.resolveState.acquire(partition)
      const handler = await createResolve(
        { log, identity: deps.identity, index: deps.resolveState.shared, erased, events },
        lease,
      )
      resolves.set(partition, handler)
      return handler
    },
  })
  const folding = log.consume({
    topic: TOPICS.events,
    group: GROUPS.fold,
    max: BATCH,
    idleMs: IDLE_MS,
    async assign(partition) {
      const lease = await deps.foldState.acquire(partition)
      const handler = await createFold(
        { log, clock: deps.clock, events, definitions, renew, history, erased, view, slice: deps.slice },
        lease,
        deps.foldState.partitions,
      )
      // What the fold has just sent of erasures is known to it again.
      await config.refresh()
      folds.set(partition, handler)
      return handler
    },
  })
  // Idle partitions announce new definitions now, and not when they would have looked anyway.
  const unfollow = config.onSegments(() => folding.wake())
  watchLag(deps.registry, TOPICS.hits, resolving)
  watchLag(deps.registry, TOPICS.events, folding)
  const unsent = (handlers: ReadonlyMap<number, ProcessorHandler>): number =>
    [...handlers.values()].reduce((sum, { processor }) => sum + processor.waiting(), 0)
  events.outboxes(() => ({ resolve: unsent(resolves), fold: unsent(folds) }))
  const done = Promise.all([resolving.done, folding.done]).then(() => undefined)
  // Its failure is for whoever waits for `done`.
  done.catch(() => undefined)

  /** Waits until a condition holds, unless the segmenter stops before. */
  async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
    let failure: { error: unknown } | undefined
    done.then(
      () => (failure = { error: new Error('the segmenter is closed') }),
      (error: unknown) => (failure = { error }),
    )
    while (!(await condition())) {
      if (failure) throw failure.error
      await moment()
    }
  }
  /** Until definitions were applied, or else for as long as may pass between two looks. */
  const moment = (): Promise<void> =>
    new Promise((resolve) => {
      const resume = (): void => {
        clearTimeout(timer)
        waiting.delete(resume)
        resolve()
      }
      const timer = setTimeout(resume, POLL_MS)
      waiting.add(resume)
    })
  /** Every partition has taken in what its topic held at this moment. */
  async function caughtUp(topic: Topic, handlers: ReadonlyMap<number, ProcessorHandler>): Promise<void> {
    const ends = await Promise.all(Array.from({ length: log.partitions(topic) }, (_, p) => log.end(topic, p)))
    await until(() => ends.every((end, p) => (handlers.get(p)?.processor.position() ?? -2) >= end - 1))
    for (const { processor } of handlers.values()) await processor.flushed()
  }
  /** The same of events, and of the records that they lead to, in whatever partitions. */
  async function foldedAll(): Promise<void> {
    const sent = (): number => [...folds.values()].reduce((sum, fold) => sum + fold.sent(), 0)
    for (let hop = 0; hop < HOPS_MAX; hop++) {
      const before = sent()
      // What was counted has to be in the log before its end is taken.
      for (const { processor } of folds.values()) await processor.flushed()
      await caughtUp(TOPICS.events, folds)
      if (sent() === before) return
    }
  }
  async function behindIn(topic: Topic, handlers: ReadonlyMap<number, ProcessorHandler>): Promise<number> {
    const counts = [...handlers].map(async ([p, { processor }]) => (await log.end(topic, p)) - processor.position() - 1)
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0)
  }
  async function drained(): Promise<void> {
    await caughtUp(TOPICS.hits, resolves)
    await foldedAll()
    // What the last record made due is part of it.
    await until(() => [...folds.values()].every((fold) => fold.isIdle()))
    for (const { processor } of folds.values()) await processor.flushed()
  }

  return {
    done,
    drained,
    folded: foldedAll,
    async applied(version) {
      await until(
        () => folds.size === deps.foldState.partitions && [...folds.values()].every((fold) => fold.appliedVersion() >= version),
      )
    },
    async tick(now) {
      const value = Buffer.from(JSON.stringify({ kind: 'tick', now }))
      await log.append(
        TOPICS.events,
        Array.from({ length: log.partitions(TOPICS.events) }, (_, partition) => ({ partition, key: '', value })),
      )
      await foldedAll()
      await until(() => [...folds.values()].every((fold) => fold.isIdle()))
      await foldedAll()
    },
    async behind() {
      const [hits, events] = await Promise.all([behindIn(TOPICS.hits, resolves), behindIn(TOPICS.events, folds)])
      return hits + events
    },
    logTime: () => Math.min(...[...folds.values()].map((fold) => fold.now()), Infinity),
    latestLogTime: () => Math.max(...[...folds.values()].map((fold) => fold.now())),
    async close() {
      unfollow()
      await resolving.close()
      await folding.close()
    },
  }
}
