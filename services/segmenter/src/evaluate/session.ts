// Held by tests/simulation/whole-pipeline.sim.test.ts

import type { EventLog } from '@weir/eventlog'
import type { SegmentDefinition } from '@weir/contracts'
import type { Clock, Erased } from '@weir/runtime'
import type { Program, StateSpec } from '@weir/segmentation'
import type { Lease, Put, View } from '@weir/state'
import { createOutboxCommitter, RecordFault } from '@weir/stream'
import type { OutboxCommitter } from '@weir/stream'
import { createCompiler, createReconciled, loadDefinitions } from '../state/definitions.ts'
import type { Compiled } from '../state/definitions.ts'
import type { SegmenterEvents } from '../metrics.ts'
import { decodeMeta } from './meta.ts'
import { reduce } from './reduce.ts'
import type { Batch } from './reduce.ts'
import type { StepCounts } from './step-writer.ts'
import type { History } from '../backfill/history.ts'
import { openBitmaps } from '../state/own-bitmaps.ts'
import type { OwnBitmaps } from '../state/own-bitmaps.ts'
import { createPeople } from '../state/people.ts'
import type { People } from '../state/people.ts'
import { pagesFor } from '../backfill/pages.ts'
import { AbsentError } from '../linking/locate.ts'
import { loadMentioned } from '../linking/mentioned.ts'
import { createOwners } from '../linking/owners.ts'
import type { OwnerStore } from '../linking/owners.ts'
import { createTransactions } from './transaction.ts'
import type { PartitionState, ReadonlyState, Transactions } from './transaction.ts'

export interface FoldDeps {
  log: EventLog
  clock: Clock
  events: SegmenterEvents
  /** The newest definitions and their version (an offset of the config topic). */
  definitions(): { version: number; segments: readonly SegmentDefinition[] }
  /** Has the definitions of this version taken up anew, under a newer one. */
  renew(version: number): Promise<void>
  history: History
  /** Who was erased. */
  erased: Erased
  /** The state of any partition, as others see it. */
  view: (partition: number) => View
  /**
   * How many timers are fired, or people brought under new definitions, at a time; `SLICE` unless
   * told.
   */
  slice?: number | undefined
}

/**
 * What one partition of the fold has in memory, which is what its store holds once a step is
 * committed. Its parts (live records, turns, rollouts) change it by transactions only; it has one
 * user at a time.
 */
export interface FoldSession {
  readonly lease: Lease
  readonly partitions: number
  readonly processor: OutboxCommitter
  readonly people: People
  readonly owners: OwnerStore
  readonly bitmaps: OwnBitmaps
  readonly definitions: ReadonlyState['definitions']
  readonly meta: ReadonlyState['meta']
  /** What is in force, which also feeds the conditions that only the coming definitions have. */
  readonly program: Program
  /** The window states that the coming definitions alone have, to be counted from history. */
  readonly backfilling: readonly StateSpec[]
  /**
   * A lower bound of the earliest armed timer, so that an idle partition does not ask its store
   * again and again.
   */
  readonly earliestDue: number
  /**
   * The version of definitions that every membership of the partition follows, in the store; -1
   * while they are being applied.
   */
  readonly appliedVersion: number
  /** How many records it has sent to partitions of `weir.events`, in the store. */
  readonly sent: number
  /** What comes of a draft; that of the state, once the draft is published. */
  compile(draft: ReadonlyState): Compiled
  /** As of {@link Transactions}. */
  transaction: Transactions['transaction']
  /**
   * A transaction that reduces one batch, for the record at `position`.
   * @returns what commits it.
   * @throws RecordFault when the batch cannot be taken.
   */
  prepare(position: number, batch: Batch): Promise<() => Promise<void>>
  /** A transaction that concerns the partition only, committed at once. */
  commit(position: number, work: (draft: PartitionState) => Put[] | Promise<Put[]>): Promise<void>
  /** Looks up the earliest armed timer; only while nothing is being committed. */
  lookUpDue(): Promise<void>
}

export async function createFoldSession(
  { log, events, view, erased }: FoldDeps,
  lease: Lease,
  partitions: number,
): Promise<FoldSession> {
  const { partition } = lease
  const processor = await createOutboxCommitter(log, lease, 'fold')
  const meta = decodeMeta(await lease.meta())
  const definitions = await loadDefinitions(lease)
  const people = createPeople(lease)
  const owners = createOwners(lease)
  const bitmaps = await openBitmaps(view, partition, partitions)
  const first = { position: processor.position(), meta, definitions }
  const { state, stored, transaction } = createTransactions(first, processor, [people, owners, bitmaps])
  const compile = createCompiler()
  const reconciled = createReconciled()
  let earliestDue = -Infinity

  /** Whom the records lead to is found out by reducing them, at last: then that is done anew. */
  async function prepare(position: number, batch: Batch): Promise<() => Promise<void>> {
    const more = new Set(batch.kind === 'people' ? batch.ids : [])
    for (;;) {
      try {
        return await attempt(position, batch, more)
      } catch (error) {
        const absent = error instanceof RecordFault ? error.cause : undefined
        if (!(absent instanceof AbsentError) || more.has(absent.id)) throw error
        more.add(absent.id)
      }
    }
  }

  async function attempt(position: number, batch: Batch, more: ReadonlySet<string>): Promise<() => Promise<void>> {
    const records =
      batch.kind === 'records' ? batch.records.map(({ value }) => value) : batch.kind === 'people' ? [] : [batch.split]
    const mentioned = await loadMentioned(records, more, { people, owners, partition, partitions })
    let counts: StepCounts | undefined
    const commit = await transaction(position, async ({ meta, definitions: { retired } }) => {
      const { program } = compile(state())
      const pages = await pagesFor(lease, mentioned.people.values(), program.version, meta, partitions)
      const targets = bitmaps.targets()
      const changed = reconciled(program, retired, targets)
      const about = { partition, partitions, position, program, erased, bitmaps: targets, retired, changed, pages }
      const reduced = reduce({ ...about, ...mentioned, meta }, batch)
      for (const { due } of reduced.changes.timers ?? []) earliestDue = Math.min(earliestDue, due ?? Infinity)
      counts = reduced.counts
      return reduced.changes
    })
    return async () => {
      await commit()
      // Who is evaluated only because time passed need not be active.
      people.keep(mentioned.people, batch.kind !== 'people')
      owners.keep(mentioned.owners)
      if (counts) events.stepCommitted(counts)
    }
  }

  async function commit(...[position, work]: Parameters<FoldSession['commit']>): Promise<void> {
    const write = await transaction(position, async (draft) => {
      const puts = await work(draft)
      return { puts, expiredBefore: draft.meta.now, outputs: [] }
    })
    await write()
  }

  async function lookUpDue(): Promise<void> {
    earliestDue = (await lease.due(Number.MAX_SAFE_INTEGER, 1))[0]?.due ?? Infinity
  }

  await lookUpDue()
  return {
    lease,
    partitions,
    processor,
    people,
    owners,
    bitmaps,
    get meta() {
      return state().meta
    },
    get definitions() {
      return state().definitions
    },
    get program() {
      return compile(state()).program
    },
    get backfilling() {
      return compile(state()).backfilling
    },
    compile,
    get earliestDue() {
      return earliestDue
    },
    get appliedVersion() {
      const { sweep, version } = stored().meta
      return sweep === undefined ? version : -1
    },
    get sent() {
      return stored().meta.sent
    },
    transaction,
    prepare,
    commit,
    lookUpDue,
  }
}
