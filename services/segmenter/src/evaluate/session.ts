// Held by tests/simulation/whole-pipeline.sim.test.ts

import type { EventLog } from '@weir/eventlog'
import type { SegmentDefinition } from '@weir/contracts'
import type { Clock } from '@weir/runtime'
import type { Program, StateSpec } from '@weir/segmentation'
import type { Lease, Put, View } from '@weir/state'
import { createOutboxCommitter, reduce } from '@weir/stream'
import type { OutboxCommitter } from '@weir/stream'
import { createCompiler, loadDefinitions } from '../state/definitions.ts'
import type { Compiled } from '../state/definitions.ts'
import type { SegmenterEvents } from '../metrics.ts'
import { decodeMeta } from './meta.ts'
import type { FoldMeta } from './meta.ts'
import { createFoldStep } from './step.ts'
import type { FoldStep } from './step.ts'
import type { History } from '../backfill/history.ts'
import { openBitmaps } from '../state/own-bitmaps.ts'
import type { OwnBitmaps } from '../state/own-bitmaps.ts'
import { createPeople } from '../state/people.ts'
import type { People } from '../state/people.ts'
import { pagesFor } from '../backfill/pages.ts'
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
  /** What comes of a draft; that of the state, once the draft is published. */
  compile(draft: ReadonlyState): Compiled
  /** As of {@link Transactions}. */
  transaction: Transactions['transaction']
  /**
   * A transaction over the people it needs: `work` reduces them, and may edit the meta.
   * @param live whether those people are active, and worth remembering.
   * @returns what commits it.
   * @throws RecordFault for whatever `work` throws.
   */
  prepare(
    ids: readonly string[],
    position: number,
    live: boolean,
    work: (step: FoldStep, meta: FoldMeta) => void,
  ): Promise<() => Promise<void>>
  /** A transaction that concerns the partition only, committed at once. */
  commit(position: number, work: (draft: PartitionState) => Put[] | Promise<Put[]>): Promise<void>
  /** Looks up the earliest armed timer; only while nothing is being committed. */
  lookUpDue(): Promise<void>
}

export async function createFoldSession({ log, events, view }: FoldDeps, lease: Lease, partitions: number): Promise<FoldSession> {
  const { partition } = lease
  const processor = await createOutboxCommitter(log, lease)
  const meta = decodeMeta(await lease.meta())
  const definitions = await loadDefinitions(lease)
  const people = createPeople(lease)
  const bitmaps = await openBitmaps(view, partition, partitions)
  const first = { position: processor.position(), meta, definitions }
  const { state, stored, transaction } = createTransactions(first, processor, [people, bitmaps])
  const compile = createCompiler()
  let earliestDue = -Infinity

  async function prepare(...[ids, position, live, work]: Parameters<FoldSession['prepare']>): ReturnType<FoldSession['prepare']> {
    const known = await people.load(ids)
    let counts = { entered: 0, left: 0 }
    const commit = await transaction(position, async ({ meta, definitions }) => {
      const { program } = compile(state())
      const staged = await pagesFor(lease, known.values(), program.version, meta, partitions)
      const { retired } = definitions
      const context = { partition, position, partitions, program, bitmaps: bitmaps.targets(), retired, meta, staged }
      const step = createFoldStep(context, known)
      reduce(() => work(step, meta))
      const changes = step.result()
      for (const { due } of changes.timers ?? []) earliestDue = Math.min(earliestDue, due ?? Infinity)
      counts = step.counts
      return changes
    })
    return async () => {
      await commit()
      people.keep(known, live)
      events.membershipsChanged(counts)
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
    transaction,
    prepare,
    commit,
    lookUpDue,
  }
}
