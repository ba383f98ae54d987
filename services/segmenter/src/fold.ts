// Held by tests/simulation/batches-do-not-matter.sim.test.ts

import { TOPICS } from '@weir/contracts'
import type { Define, DefinitionList, EventRecord } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { compile } from '@weir/segmentation'
import type { Lease } from '@weir/state'
import { parseRecords, toRuns } from '@weir/stream'
import type { ProcessorHandler } from './dedup/resolve.ts'
import { createLiveRecords } from './evaluate/records.ts'
import { createFoldSession } from './evaluate/session.ts'
import type { FoldDeps } from './evaluate/session.ts'
import { createTimers } from './evaluate/timers.ts'
import { createAnnouncer } from './rollout/announcer.ts'
import { createEraser } from './erasure/eraser.ts'
import { createBackground } from './rollout/background.ts'
import { createRollout } from './rollout/rollout.ts'
import { createSplitter } from './splitting/splitter.ts'
import { nextTurn, SLICE } from './scheduler.ts'
import { createTurns } from './turns.ts'

export interface FoldHandler extends ProcessorHandler {
  /** Log time of the partition, Unix ms. */
  now(): number
  /**
   * The version of definitions that every membership of the partition follows; -1 while they are
   * being applied.
   */
  appliedVersion(): number
  /** How many records it has sent to partitions of `weir.events`, in the store. */
  sent(): number
  /** No timer is due by log time, and nothing of the definitions is left to do. */
  isIdle(): boolean
}

/** So long an idle partition works before it looks up, ms. */
const IDLE_TURN_MS = 1000

/**
 * The second step of the segmenter, for one partition of `weir.events`: keeps every person's state,
 * fires their timers, and writes facts and membership changes. Live records come first; timers, and
 * people who are not under the newest definitions yet, follow in slices, each at a record of its
 * own. So all that is written depends on the log alone: whoever reads it again, from whatever
 * state, writes the same.
 */
export async function createFold(deps: FoldDeps, lease: Lease, partitions: number): Promise<FoldHandler> {
  const { log, clock, events, slice = SLICE } = deps
  const { partition } = lease
  const session = await createFoldSession(deps, lease, partitions)
  const { processor, bitmaps } = session
  const live = createLiveRecords(session, events)
  const timers = createTimers(session, events, slice)
  const rollout = createRollout(session, deps)
  const turns = createTurns(session, { timers, rollout, slice }, deps, append)
  const announcer = createAnnouncer(session, rollout, deps, append)
  const erase = createEraser(session, deps)
  const split = createSplitter(session, deps)
  const background = createBackground(session, rollout, append)

  async function batch(records: LogRecord[]): Promise<void> {
    for (const run of toRuns(parseRecords(processor.fresh(records)))) {
      if (run.kind === 'records') await live.fold(run.records)
      else if (run.kind === 'ticks') await turns.take(run.ticks)
      else if (run.kind === 'switch') await activate(run.version, run.offset)
      else if (run.kind === 'erase') await erase(run.erase, run.record)
      else if (run.kind === 'split') await split(run.split, run.record)
      else await define(run.define, run.offset)
    }
    await announcer.announce()
    await background.slice()
    await turns.ask(session.meta.now)
    events.logTime(partition, session.meta.now)
  }

  async function activate(version: number, offset: number): Promise<void> {
    if (!(await rollout.backfillUpTo(version))) return live.pass(offset)
    // What was due before the record comes of the definitions before it.
    await timers.fireAll(session.meta.now)
    await rollout.activate(offset)
  }

  async function define(definitions: Define, offset: number): Promise<void> {
    let list: DefinitionList | undefined
    try {
      list = rollout.listOf(definitions)
      if (list) compile(definitions.version, list)
    } catch (fault) {
      return live.deadLetter({ offset, origin: undefined }, fault)
    }
    if (list) {
      // They may be in force at this record; what was due before it comes of those before them.
      if (definitions.at_once) await timers.fireAll(Math.max(session.meta.now, definitions.received_at))
      return rollout.announced(definitions, list, offset)
    }
    // Another owner has announced in between: the changes begin at another version.
    announcer.restart()
    await live.pass(offset)
  }

  /**
   * Nothing to read: do what is left, announce new definitions, and let time pass when something
   * falls due.
   */
  async function idle(): Promise<void> {
    // New records, and a request to stop, do not wait for the end of the work.
    const until = performance.now() + IDLE_TURN_MS
    while ((await background.slice()) === 'advanced' && performance.now() < until && (await isDrained()));
    await processor.maintain()
    await announcer.announce()
    await turns.ask(Math.max(session.meta.now, clock.now()))
  }

  async function isDrained(): Promise<boolean> {
    return (await log.end(TOPICS.events, partition)) <= processor.position() + 1
  }

  function append(...records: EventRecord[]): Promise<void> {
    const entries = records.map((record) => ({ partition, key: '', value: Buffer.from(JSON.stringify(record)) }))
    return log.append(TOPICS.events, entries)
  }

  return {
    position: processor.position() + 1,
    processor,
    batch,
    idle,
    async revoke() {
      rollout.close()
      await processor.flushed()
    },
    now: () => session.meta.now,
    appliedVersion: () => session.appliedVersion,
    sent: () => session.sent,
    isIdle: () =>
      nextTurn(session, session.meta.now).do === 'none' &&
      session.meta.pending === undefined &&
      session.meta.inviting === 0 &&
      session.appliedVersion >= 0 &&
      bitmaps.dropping() === undefined,
  }
}
