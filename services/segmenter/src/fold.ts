import { TOPICS } from '@weir/contracts'
import type { Define, SegmentDefinition } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import type { Clock } from '@weir/runtime'
import { compile } from '@weir/segmentation'
import type { Lease, Put } from '@weir/state'
import { compileDefinitions, loadDefinitions, putDefinitions } from './definitions.ts'
import type { SegmenterEvents } from './events.ts'
import { fillEnd, fillFrom } from './fill.ts'
import type { Fill } from './fill.ts'
import { decodeMeta, encodeMeta } from './fold-meta.ts'
import { createFoldStep } from './fold-step.ts'
import type { FoldStep } from './fold-step.ts'
import { createPeople } from './people.ts'
import { rejectedRow } from './poison.ts'
import { createProcessor } from './processor.ts'
import { parseRecords, splitAtDefinitions, takeOrigin } from './records.ts'
import type { ParsedRecord } from './records.ts'
import type { ProcessorHandler } from './resolve.ts'

export interface FoldDeps {
  log: EventLog
  clock: Clock
  events: SegmenterEvents
  /** The newest definitions and their version (an offset of the config topic). */
  definitions(): { version: number; segments: SegmentDefinition[] }
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

/** A record could not be folded: its own fault, not the store's or the log's. */
class RecordFault extends Error {
  override readonly name = 'RecordFault'
}

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
  let meta = decodeMeta(await lease.meta())
  let { program, filling } = compileDefinitions(meta.version, definitions, meta.pending !== undefined)
  let announced = Math.max(meta.version, meta.pending?.version ?? 0, meta.queued ?? 0)
  // A lower bound of the earliest armed timer, so that a quiet partition does not ask its store again and again.
  let earliestDue = await armedFirst()

  async function armedFirst(): Promise<number> {
    return (await lease.due(Number.MAX_SAFE_INTEGER, 1))[0]?.due ?? Infinity
  }

  /** Reduces one step over the people it needs, and commits it. A failure leaves memory behind the store: forget it. */
  async function run(ids: readonly string[], position: number, work: (step: FoldStep) => void): Promise<void> {
    const known = await people.load(ids)
    const before = structuredClone(meta)
    try {
      const step = createFoldStep({ partition, partitions, program, retired: definitions.retired, meta }, known)
      reduce(() => work(step))
      const result = step.result()
      await processor.commit(position, result)
      for (const { due } of result.timers ?? []) earliestDue = Math.min(earliestDue, due ?? Infinity)
      people.keep(known)
      for (const { member } of step.changes) events.membershipChanged(member ? 'entered' : 'left')
    } catch (error) {
      meta = before
      people.forget()
      throw error
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
  async function behindTraffic(): Promise<boolean> {
    if (earliestDue <= meta.now) return fireTimers()
    if (meta.pending) return fillSlice(meta.pending)
    if (meta.sweep !== undefined) return sweepSlice(meta.sweep)
    return false
  }

  /** Wakes people at the stored position: further outputs of its record. */
  async function wake(ids: readonly string[], also: () => void = () => undefined): Promise<void> {
    await run(ids, processor.position(), (step) => {
      step.at(processor.position(), meta.outputs)
      for (const id of ids) step.wake(id)
      also()
    })
  }

  async function fireTimers(): Promise<boolean> {
    const timers = await lease.due(meta.now, SLICE)
    if (timers.length > 0) await wake(timers.map(({ key }) => key))
    // Only now: whoever waits until nothing is due must not go on before the last of it is stored.
    earliestDue = await armedFirst()
    events.timersFired(timers.length)
    return timers.length > 0
  }

  /** New conditions count history, too: the partition's own log is read again for them. */
  async function fillSlice(fill: Fill): Promise<boolean> {
    if (fill.next > fill.until && fill.again === undefined) return fillSlice({ ...fill, again: processor.position() })
    const left = fill.next <= fillEnd(fill)
    const records = left ? await log.read(TOPICS.events, partition, fill.next, { records: SLICE, bytes: 4_000_000 }) : []
    if (records.length === 0) {
      await switchTo(fill.version)
      return true
    }
    const history = fillFrom(fill, records, filling)
    const ids = history.events.map(({ person }) => person)
    await run(ids, processor.position(), (step) => {
      step.at(processor.position(), meta.outputs)
      meta.pending = history.fill
      for (const event of history.events) step.fill(event, filling)
    })
    return true
  }

  async function sweepSlice(from: number): Promise<boolean> {
    const slice = await lease.ordinals(from, SLICE)
    const last = slice.at(-1)
    if (last) {
      await wake(
        slice.map(({ id }) => id),
        () => (meta.sweep = last.ordinal + 1),
      )
      return true
    }
    meta.sweep = undefined
    events.definitionsApplied(partition, meta.version)
    if (meta.queued === undefined) await commit(processor.position())
    else await begin(meta.queued, definitions.queued, processor.position())
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
    if (!meta.pending && meta.sweep === undefined) return begin(define.version, define.segments, offset)
    meta.queued = define.version
    definitions.queued = define.segments
    await commit(offset, putDefinitions(definitions, 'queued'))
  }

  async function begin(version: number, segments: SegmentDefinition[], offset: number): Promise<void> {
    definitions.pending = segments
    ;({ program, filling } = compileDefinitions(meta.version, definitions, true))
    const first = filling.length === 0 || meta.people === 0 ? offset + 1 : await log.begin(TOPICS.events, partition)
    meta.queued = undefined
    meta.pending = { version, next: first, until: offset, taken: {} }
    await commit(offset, putDefinitions(definitions, 'pending'))
  }

  /** Puts the pending definitions in force at one instant: all timers up to it fire under the old ones first. */
  async function switchTo(version: number): Promise<void> {
    while (earliestDue <= meta.now && (await fireTimers()));
    definitions.retired = definitions.live
    definitions.live = definitions.pending
    meta = { ...meta, version, definedAt: meta.now, pending: undefined, sweep: 0 }
    ;({ program, filling } = compileDefinitions(version, definitions, false))
    await commit(processor.position(), putDefinitions(definitions, 'live', 'retired'))
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
    while (await behindTraffic());
    await processor.flushed()
    await announce()
    const now = clock.now()
    if (now > meta.now && earliestDue <= now) await append({ kind: 'tick', now })
  }

  return {
    position: processor.position() + 1,
    processor,
    batch,
    idle,
    revoke: () => processor.flushed(),
    now: () => meta.now,
    settledVersion: () => (meta.sweep === undefined ? meta.version : -1),
    quiet: () => earliestDue > meta.now && !meta.pending && meta.sweep === undefined && meta.queued === undefined,
  }
}

function reduce(work: () => void): void {
  try {
    work()
  } catch (cause) {
    throw new RecordFault('a record cannot be folded', { cause })
  }
}
