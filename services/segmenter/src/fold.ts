// Held by tests/simulation/batches-do-not-matter.sim.test.ts

import { changesBetween, TOPICS } from '@weir/contracts'
import type { Define, DefinitionList, EventRecord } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { compile } from '@weir/segmentation'
import type { Lease } from '@weir/state'
import { RecordFault, deadLetterOutput, parseRecords, pipelined, takeOrigin, toRuns } from '@weir/stream'
import type { ParsedRecord } from '@weir/stream'
import { createRollout } from './rollout/rollout.ts'
import { createFoldSession } from './evaluate/session.ts'
import type { SliceOutcome } from './backfill/state.ts'
import type { FoldDeps } from './evaluate/session.ts'
import type { ProcessorHandler } from './dedup/resolve.ts'
import { prepareSweep } from './rollout/sweep.ts'
import { nextTurn, SLICE, turnsWanted } from './scheduler.ts'
import { createTimers } from './evaluate/timers.ts'

export interface FoldHandler extends ProcessorHandler {
  /** Log time of the partition, Unix ms. */
  now(): number
  /**
   * The version of definitions that every membership of the partition follows; -1 while they are
   * being applied.
   */
  appliedVersion(): number
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
  const { log, clock, events } = deps
  const { partition } = lease
  const core = await createFoldSession(deps, lease, partitions)
  const { processor, bitmaps } = core
  const { slice = SLICE } = deps
  const timers = createTimers(core, events, slice)
  const rollout = createRollout(core, deps)
  /**
   * Turns that were asked for and not taken yet; those that another owner asked for come on top,
   * and do no harm.
   */
  let turnsUnderWay = 0
  /**
   * What we have announced, as the control plane had it then: its objects tell soon what has
   * changed.
   */
  let announced: { version: number; list: DefinitionList } | undefined
  /** The version whose switch is on its way. */
  let switching: number | undefined
  /** The version for which the bitmaps are known to mean what the definitions mean now. */
  let checked: number | undefined

  async function batch(records: LogRecord[]): Promise<void> {
    for (const run of toRuns(parseRecords(processor.fresh(records)))) {
      if (run.kind === 'records') await foldSafely(run.records)
      else if (run.kind === 'ticks') await takeTurns(run.ticks)
      else if (run.kind === 'switch') await takeSwitch(run.version, run.offset)
      else await takeSafely(run.define, run.offset)
    }
    await announce()
    await offRecord()
    await askForTurns(core.meta.now)
    events.logTime(partition, core.meta.now)
  }

  /** One turn for each tick; the next is prepared while the one before is being committed. */
  async function takeTurns(ticks: readonly { offset: number; now: number }[]): Promise<void> {
    turnsUnderWay = Math.max(0, turnsUnderWay - ticks.length)
    await pipelined(ticks, ({ offset, now }, written) => takeTurn(offset, Math.max(core.meta.now, now), written))
  }

  /** @returns what commits the turn. */
  async function takeTurn(position: number, now: number, written: () => Promise<void>): Promise<() => Promise<void>> {
    for (;;) {
      const next = nextTurn(core, now)
      if (next.do === 'timers') {
        await written()
        const commit = await timers.prepare(position, now)
        if (commit) return commit
        // None was due after all, and the session knows better now: decide anew.
      } else if (next.do === 'sweep') return prepareSweep(core, events, { position, now, from: next.from, slice })
      else if (next.do === 'begin') {
        await written()
        await rollout.begin(position, now)
        return () => Promise.resolve()
      } else return preparePassing(position, now)
    }
  }

  function preparePassing(position: number, now: number): Promise<() => Promise<void>> {
    return core.transaction(position, ({ meta }) => {
      meta.now = now
      return { puts: [], expiredBefore: now, outputs: [] }
    })
  }

  async function takeSwitch(version: number, offset: number): Promise<void> {
    if (!(await rollout.backfillUpTo(version))) return pass(offset)
    // What was due before the switch comes of the definitions before it.
    await timers.fireAll()
    await rollout.activate(offset)
  }

  async function foldSafely(records: readonly ParsedRecord[]): Promise<void> {
    try {
      await fold(records)
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error
      // One of them cannot be folded: find it, put it aside, and go on with its neighbours.
      if (records.length === 1) await deadLetter(records[0]!, error.cause)
      else for (const record of records) await foldSafely([record])
    }
  }

  async function fold(records: readonly ParsedRecord[]): Promise<void> {
    const last = records.at(-1)
    if (!last) return
    const ids = records.flatMap(({ value }) => (value?.kind === 'event' && value.person !== '' ? [value.person] : []))
    let folded = 0
    const commit = await core.prepare(ids, last.offset, true, (step, meta) => {
      for (const { offset, value, origin, fault } of records) {
        step.at(offset)
        if (fault) throw fault
        if (!takeOrigin(meta, origin)) events.repeatDropped()
        else if (value?.kind === 'event') {
          step.event(value)
          folded++
        }
      }
    })
    await commit()
    events.eventsFolded(folded)
  }

  async function deadLetter({ offset, origin }: Pick<ParsedRecord, 'offset' | 'origin'>, fault: unknown): Promise<void> {
    events.recordPoisoned(TOPICS.events, partition, offset, fault)
    const commit = await core.transaction(offset, ({ meta }) => {
      takeOrigin(meta, origin)
      meta.outputs = 1
      return { outputs: [deadLetterOutput('fold', partition, offset, meta.now, fault)] }
    })
    await commit()
  }

  async function takeSafely(define: Define, offset: number): Promise<void> {
    let list: DefinitionList | undefined
    try {
      list = rollout.listOf(define)
      if (list) compile(define.version, list)
    } catch (fault) {
      return deadLetter({ offset, origin: undefined }, fault)
    }
    if (list) return rollout.announced(define, list, offset)
    // Somebody else has announced in between: what it says has another beginning, and is said anew.
    announced = undefined
    await pass(offset)
  }

  /** Takes a record that changes nothing. */
  function pass(offset: number): Promise<void> {
    return core.commit(offset, () => [])
  }

  /**
   * What depends on no place in the log: history for coming definitions, and emptying bitmaps that
   * nobody reads any more.
   * @returns `advanced` when something was done, so that more may be left.
   */
  async function offRecord(): Promise<SliceOutcome> {
    const { pending } = core.meta
    const outcome = await rollout.backfill()
    if (outcome === 'complete' && pending) return askForSwitch(pending.version)
    const unread = bitmaps.dropping()
    if (outcome === 'advanced' || unread === undefined) return outcome
    await dropSlice(unread)
    return 'advanced'
  }

  async function askForSwitch(version: number): Promise<SliceOutcome> {
    if (switching === version) return 'waiting'
    await append({ kind: 'switch', version })
    switching = version
    return 'advanced'
  }

  /** Empties a bitmap that nobody reads any more. */
  async function dropSlice(bitmap: number): Promise<void> {
    const position = processor.position()
    const drop = await core.transaction(position, () => ({ drops: [bitmap], outputs: [] }))
    await drop()
    if ((await lease.count(bitmap)) === 0) await core.commit(position, () => bitmaps.dropped(bitmap))
  }

  async function announce(): Promise<void> {
    const { version, segments } = deps.definitions()
    const newest = rollout.newest()
    const before = announced && announced.version >= newest ? announced : { version: newest, list: rollout.newestList() }
    if (version <= before.version) return renewOutdated(version)
    const changes = changesBetween(before.list, segments)
    announced = { version, list: segments }
    const said = changes ? { base: before.version, ...changes } : { segments: [...segments] }
    await append({ kind: 'define', received_at: clock.now(), version, ...said })
  }

  /**
   * An earlier version of Weir may have filled the bitmaps when the same definitions meant another
   * thing: then they are taken up anew, which fills new ones beside them.
   */
  async function renewOutdated(version: number): Promise<void> {
    if (core.appliedVersion !== version || checked === version) return
    if (bitmaps.areOutdated(core.definitions.live)) await deps.renew(version)
    checked = version
  }

  /** Has time pass when something falls due by `now`, and what is left to do take its turn. */
  async function askForTurns(now: number): Promise<void> {
    if (nextTurn(core, now).do === 'none') return
    const behind = (await log.end(TOPICS.events, partition)) - processor.position() - 1
    const bounds = { partitions, slice, behind, hasMoreTimers: timers.hasMore() }
    const wanted = turnsWanted(core, now, bounds) - turnsUnderWay
    if (wanted <= 0) return
    await append(...Array.from({ length: wanted }, () => ({ kind: 'tick', now }) as const))
    turnsUnderWay += wanted
  }

  function append(...records: EventRecord[]): Promise<void> {
    const entries = records.map((record) => ({ partition, key: '', value: Buffer.from(JSON.stringify(record)) }))
    return log.append(TOPICS.events, entries)
  }

  /**
   * Nothing to read: do what is left, announce new definitions, and let time pass when something
   * falls due.
   */
  async function idle(): Promise<void> {
    // Neither what arrives meanwhile nor whoever wants us to stop is kept waiting for the end of
    // it.
    const until = performance.now() + IDLE_TURN_MS
    const isDrained = async (): Promise<boolean> => (await log.end(TOPICS.events, partition)) <= processor.position() + 1
    while ((await offRecord()) === 'advanced' && performance.now() < until && (await isDrained()));
    await processor.maintain()
    await announce()
    await askForTurns(Math.max(core.meta.now, clock.now()))
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
    now: () => core.meta.now,
    appliedVersion: () => core.appliedVersion,
    isIdle: () =>
      nextTurn(core, core.meta.now).do === 'none' &&
      core.meta.pending === undefined &&
      core.appliedVersion >= 0 &&
      bitmaps.dropping() === undefined,
  }
}
