import { TOPICS } from '@weir/contracts'
import type { Define, SegmentDefinition } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import type { Clock } from '@weir/runtime'
import { compile } from '@weir/segmentation'
import type { Lease, Put, View } from '@weir/state'
import { compileDefinitions, loadDefinitions, putDefinitions, putSwitch } from './definitions.ts'
import type { SegmenterEvents } from './events.ts'
import { createFilling } from './fill.ts'
import type { Fill } from './fill.ts'
import { decodeMeta, encodeMeta } from './fold-meta.ts'
import { createFoldStep } from './fold-step.ts'
import type { FoldStep } from './fold-step.ts'
import type { History } from './history.ts'
import { openBitmaps } from './own-bitmaps.ts'
import { createPeople } from './people.ts'
import { pipelined } from './pipelined.ts'
import { RecordFault, reduce, rejectedRow } from './poison.ts'
import { createProcessor } from './processor.ts'
import { parseRecords, splitAtDefinitions, takeOrigin } from './records.ts'
import type { ParsedRecord } from './records.ts'
import type { ProcessorHandler } from './resolve.ts'
import { emptySheets, sheetOf, stagedFor } from './staged.ts'

export interface FoldDeps {
  log: EventLog
  clock: Clock
  events: SegmenterEvents
  /** The newest definitions and their version (an offset of the config topic). */
  definitions(): { version: number; segments: SegmentDefinition[] }
  history: History
  /** The state of any partition, as others see it. */
  view: (partition: number) => View
  /** How many people are brought under new definitions at a time; {@link SLICE} unless told. */
  slice?: number | undefined
}

export interface FoldHandler extends ProcessorHandler {
  /** Log time of the partition, Unix ms. */
  now(): number
  /** The version of definitions that every membership of the partition follows; -1 while they are being applied. */
  settledVersion(): number
  /** No timer is due by log time, and nothing of the definitions is left to do. */
  quiet(): boolean
}

/** How much is done behind live traffic before it gets its turn again. */
const SLICE = 1000
/** So long people are brought under new definitions before live traffic gets its turn, about, ms. */
const SWEEP_TURN_MS = 70
const IDLE_SWEEP_TURN_MS = 400
/** So long an idle partition works before it looks up. */
const IDLE_TURN_MS = 1000
/** Definitions that come so soon after those that are counting history take their place, ms of log time. */
const BURST_MS = 2000
/** How long history is waited for when there is nothing else to do; whatever arrives meanwhile waits with us. */
const HISTORY_PATIENCE_MS = 20

/**
 * The second step of the segmenter, for one partition of `weir.events`: keeps every person's state, fires their timers, and
 * writes facts and membership changes. Live records come first; timers, history for new conditions and people who are not
 * under the newest definitions yet follow in slices.
 */
export async function createFold(deps: FoldDeps, lease: Lease, partitions: number): Promise<FoldHandler> {
  const { log, clock, events } = deps
  const { partition } = lease
  const processor = await createProcessor(log, lease)
  const people = createPeople(lease)
  const definitions = await loadDefinitions(lease)
  const bitmaps = await openBitmaps(deps.view, partition, partitions)
  let meta = decodeMeta(await lease.meta())
  let settledVersion = meta.sweep === undefined ? meta.version : -1
  let { program, filling } = compileDefinitions(meta.version, definitions, meta.pending !== undefined)
  const history = createFilling({ log, history: deps.history, view: lease, people, partition, partitions })
  let announced = Math.max(meta.version, meta.pending?.version ?? 0, meta.queued ?? 0)
  // A lower bound of the earliest armed timer, so that a quiet partition does not ask its store again and again.
  let earliestDue = await armedFirst()

  async function armedFirst(): Promise<number> {
    return (await lease.due(Number.MAX_SAFE_INTEGER, 1))[0]?.due ?? Infinity
  }

  /** Reduces one step over the people it needs, and commits it. */
  async function run(ids: readonly string[], position: number, work: (step: FoldStep) => void): Promise<void> {
    const commitStep = await prepare(ids, position, work, true)
    await commitStep()
  }

  /**
   * Reduces one step over the people it needs. A failure leaves memory behind the store: forget it.
   * @param live whether those people are active, and worth remembering.
   * @returns what commits it, when no other step is being committed.
   */
  async function prepare(
    ids: readonly string[],
    position: number,
    work: (step: FoldStep) => void,
    live: boolean,
  ): Promise<() => Promise<void>> {
    const known = await people.load(ids)
    const before = structuredClone(meta)
    const undone = (error: unknown): never => {
      meta = before
      people.forget()
      throw error
    }
    try {
      const context = { partition, partitions, program, bitmaps: bitmaps.targets(), retired: definitions.retired, meta }
      const step = createFoldStep(
        { ...context, staged: await stagedFor(lease, known.values(), program.version, meta, partitions) },
        known,
      )
      reduce(() => work(step))
      const result = step.result()
      return async () => {
        await processor.commit(position, result).catch(undone)
        for (const { due } of result.timers ?? []) earliestDue = Math.min(earliestDue, due ?? Infinity)
        people.keep(known, live)
        events.membershipsChanged(step.counts)
      }
    } catch (error) {
      return undone(error)
    }
  }

  /** Commits what concerns the partition only. */
  function commit(position: number, puts: Put[] = []): Promise<void> {
    return processor.commit(position, { meta: encodeMeta(meta), puts, outputs: [] })
  }

  // --- live records

  async function batch(records: LogRecord[]): Promise<void> {
    for (const part of splitAtDefinitions(parseRecords(processor.fresh(records)))) {
      await (part.define ? takeSafely(part.define, part.offset) : foldSafely(part.records))
    }
    await announce()
    await behindTraffic()
    events.logTime(partition, meta.now)
  }

  async function foldSafely(records: readonly ParsedRecord[]): Promise<void> {
    try {
      await fold(records)
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error
      // One of them cannot be folded: find it, put it aside, and go on with its neighbours.
      if (records.length === 1) await putAside(records[0]!, error.cause)
      else for (const record of records) await foldSafely([record])
    }
  }

  async function fold(records: readonly ParsedRecord[]): Promise<void> {
    const last = records.at(-1)
    if (!last) return
    const ids = records.flatMap(({ value }) => (value?.kind === 'event' && value.person !== '' ? [value.person] : []))
    let folded = 0
    await run(ids, last.offset, (step) => {
      for (const { offset, value, origin, fault } of records) {
        step.at(offset, 0)
        if (fault) throw fault
        if (!takeOrigin(meta, origin)) events.repeatDropped()
        else if (value?.kind === 'tick') meta.now = Math.max(meta.now, value.now)
        else if (value?.kind === 'event') {
          step.event(value)
          folded++
        }
      }
    })
    events.eventsFolded(folded)
  }

  async function putAside({ offset, origin }: Pick<ParsedRecord, 'offset' | 'origin'>, fault: unknown): Promise<void> {
    events.recordPoisoned(partition, offset, fault)
    takeOrigin(meta, origin)
    meta.outputs = 1
    const value = rejectedRow(partition, offset, clock.now(), fault)
    const outputs = [{ topic: TOPICS.rejected, partition: 0, key: 'fold', value, offset, n: 0 }]
    await processor.commit(offset, { meta: encodeMeta(meta), outputs })
  }

  // --- behind live traffic: a slice of timers, of history, or of people under new definitions

  /** @returns whether anything was done. */
  async function behindTraffic(turnMs = SWEEP_TURN_MS): Promise<boolean> {
    if (earliestDue <= meta.now) return fireTimers()
    if (meta.pending) return fillSlice(meta.pending)
    if (meta.sweep !== undefined) return sweepSlice(meta.sweep, turnMs)
    if (meta.queued !== undefined) return begin(meta.queued, definitions.queued, processor.position())
    const unread = bitmaps.dropping()
    return unread === undefined ? false : dropSlice(unread)
  }

  /** Wakes people at the stored position: further outputs of its record. @returns what commits that. */
  function prepareWake(ids: readonly string[], also: () => void = () => undefined): Promise<() => Promise<void>> {
    const work = (step: FoldStep): void => {
      step.at(processor.position(), meta.outputs)
      for (const id of ids) step.wake(id)
      also()
    }
    return prepare(ids, processor.position(), work, false)
  }

  async function fireTimers(): Promise<boolean> {
    const timers = await lease.due(meta.now, SLICE)
    if (timers.length > 0) await (await prepareWake(timers.map(({ key }) => key)))()
    // Only now: whoever waits until nothing is due must not go on before the last of it is stored.
    earliestDue = await armedFirst()
    events.timersFired(timers.length)
    return timers.length > 0
  }

  /**
   * New conditions count history, too. What it brings waits on sheets of its own until everybody is brought under the new
   * definitions: whoever is loaded then takes it in.
   */
  async function fillSlice(fill: Fill): Promise<boolean> {
    const position = processor.position()
    const slice = await history.slice(fill, { tracks: filling, now: meta.now, position }, HISTORY_PATIENCE_MS)
    if (slice === 'waiting') return false
    if (slice === 'done') {
      await switchTo(fill)
      return true
    }
    meta.pending = slice.fill
    if (slice.puts.length > 0 || slice.fill.next !== fill.next || slice.fill.seam !== fill.seam)
      await commit(position, slice.puts)
    return true
  }

  async function sweepSlice(from: number, turnMs: number): Promise<boolean> {
    const end = await pipelined(from, deps.slice === undefined ? turnMs : 0, async (next) => {
      const slice = await lease.ordinals(next, deps.slice ?? SLICE)
      const last = slice.at(-1)
      if (!last) return undefined
      const ids = slice.map(({ id }) => id)
      return { end: last.ordinal + 1, commit: await prepareWake(ids, () => (meta.sweep = last.ordinal + 1)) }
    })
    if (end > from) return true
    meta.sweep = undefined
    const sheets = emptySheets(meta.sheets)
    meta.sheets = 0
    await commit(processor.position(), [...bitmaps.complete(), ...sheets])
    settledVersion = meta.version
    events.definitionsApplied(partition, meta.version)
    return true
  }

  /** Empties a bitmap that nobody reads any more. */
  async function dropSlice(bitmap: number): Promise<boolean> {
    await processor.commit(processor.position(), { meta: encodeMeta(meta), drops: [bitmap], outputs: [] })
    if ((await lease.count(bitmap)) === 0) await commit(processor.position(), bitmaps.dropped(bitmap))
    return true
  }

  // --- definitions

  async function takeSafely(define: Define, offset: number): Promise<void> {
    try {
      compile(define.version, define.segments)
    } catch (fault) {
      return putAside({ offset, origin: undefined }, fault)
    }
    await take(define, offset)
  }

  /** A record that announces definitions. They wait for those that are being applied already. */
  async function take(define: Define, offset: number): Promise<void> {
    meta.now = Math.max(meta.now, define.received_at)
    meta.outputs = 0
    if (define.version <= Math.max(meta.version, meta.pending?.version ?? 0)) return commit(offset)
    const since = meta.pending?.since ?? define.received_at
    // Twenty segments that are saved one after another count history together.
    if (define.received_at - since <= BURST_MS && meta.sweep === undefined && meta.queued === undefined) {
      await begin(define.version, define.segments, offset, since)
      return
    }
    meta.queued = define.version
    definitions.queued = define.segments
    await commit(offset, putDefinitions(definitions, 'queued'))
  }

  async function begin(version: number, segments: SegmentDefinition[], offset: number, since = meta.now): Promise<true> {
    history.close()
    definitions.pending = segments
    ;({ program, filling } = compileDefinitions(meta.version, definitions, true))
    // Whoever comes later has no history; nor has anybody who is to be filled with nothing.
    const to = filling.length === 0 || meta.people === 0 ? 0 : (meta.people + 1) * partitions
    meta.queued = undefined
    meta.pending = { version, since, until: offset, next: 0, to, seam: to === 0 ? Number.MAX_SAFE_INTEGER : offset + 1 }
    await commit(offset, [...putDefinitions(definitions, 'pending'), ...(await bitmaps.release())])
    return true
  }

  /** Puts the pending definitions in force at one instant: all timers up to it fire under the old ones first. */
  async function switchTo({ version, to }: Fill): Promise<void> {
    while (earliestDue <= meta.now && (await fireTimers()));
    definitions.retired = definitions.live
    definitions.live = definitions.pending
    const sheets = to === 0 ? 0 : sheetOf(to - 1, partitions) + 1
    meta = { ...meta, version, definedAt: meta.now, pending: undefined, sweep: 0, sheets }
    ;({ program, filling } = compileDefinitions(version, definitions, false))
    settledVersion = -1
    const puts = bitmaps.switch(definitions.live, version, meta.definedAt)
    await commit(processor.position(), [...putSwitch(definitions, version), ...puts])
  }

  async function announce(): Promise<void> {
    const newest = deps.definitions()
    if (newest.version <= announced) return
    announced = newest.version
    await append({ kind: 'define', received_at: clock.now(), ...newest })
  }

  function append(record: Define | { kind: 'tick'; now: number }): Promise<void> {
    return log.append(TOPICS.events, [{ partition, key: '', value: Buffer.from(JSON.stringify(record)) }])
  }

  /** Nothing to read: do what is left, announce new definitions, and let time pass when something falls due. */
  async function idle(): Promise<void> {
    // Neither what arrives meanwhile nor whoever wants us to stop is kept waiting for the end of it.
    const until = performance.now() + IDLE_TURN_MS
    const isQuiet = async (): Promise<boolean> => (await log.end(TOPICS.events, partition)) <= processor.position() + 1
    while ((await behindTraffic(IDLE_SWEEP_TURN_MS)) && performance.now() < until && (await isQuiet()));
    await processor.tidy()
    await announce()
    const now = clock.now()
    if (now > meta.now && earliestDue <= now) await append({ kind: 'tick', now })
  }

  return {
    position: processor.position() + 1,
    processor,
    batch,
    idle,
    async revoke() {
      history.close()
      await processor.flushed()
    },
    now: () => meta.now,
    settledVersion: () => settledVersion,
    quiet: () =>
      earliestDue > meta.now &&
      !meta.pending &&
      meta.sweep === undefined &&
      meta.queued === undefined &&
      bitmaps.dropping() === undefined,
  }
}
