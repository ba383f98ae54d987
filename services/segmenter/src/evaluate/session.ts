// Held by tests/simulation/whole-pipeline.sim.test.ts

import type { EventLog } from '@weir/eventlog'
import type { SegmentDefinition } from '@weir/contracts'
import type { Clock } from '@weir/runtime'
import type { Program, StateSpec } from '@weir/segmentation'
import type { Lease, Put, View } from '@weir/state'
import { createOutboxCommitter, reduce } from '@weir/stream'
import type { OutboxCommitter } from '@weir/stream'
import { compileDefinitions, loadDefinitions } from '../state/definitions.ts'
import type { Definitions } from '../state/definitions.ts'
import type { SegmenterEvents } from '../metrics.ts'
import { decodeMeta, encodeMeta } from './meta.ts'
import type { FoldMeta } from './meta.ts'
import { createFoldStep } from './step.ts'
import type { FoldStep } from './step.ts'
import type { History } from '../backfill/history.ts'
import { openBitmaps } from '../state/own-bitmaps.ts'
import type { OwnBitmaps } from '../state/own-bitmaps.ts'
import { createPeople } from '../state/people.ts'
import type { People } from '../state/people.ts'
import { pagesFor } from '../backfill/pages.ts'

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
 * committed. Its parts (live records, turns, edits) change it; it has one user at a time.
 */
export interface FoldSession {
  readonly lease: Lease
  readonly partitions: number
  readonly processor: OutboxCommitter
  readonly people: People
  readonly bitmaps: OwnBitmaps
  readonly definitions: Definitions
  meta: FoldMeta
  /**
   * What is in force, which also feeds the conditions that only the coming definitions have: the
   * tracks to fill.
   */
  program: Program
  backfilling: StateSpec[]
  /**
   * A lower bound of the earliest armed timer, so that a quiet partition does not ask its store
   * again and again.
   */
  earliestDue: number
  /**
   * The version of definitions that every membership of the partition follows, in the store; -1
   * while they are being applied.
   */
  appliedVersion: number
  /**
   * Reduces one step over the people it needs. A failure leaves memory behind the store: forget it.
   * @param live whether those people are active, and worth remembering.
   * @returns what commits it, when no other step is being committed.
   */
  prepare(ids: readonly string[], position: number, live: boolean, work: (step: FoldStep) => void): Promise<() => Promise<void>>
  /** Commits what concerns the partition only. */
  commit(position: number, puts?: Put[]): Promise<void>
  /** Compiles the definitions anew. */
  compile(): void
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

  const core: FoldSession = {
    lease,
    partitions,
    processor,
    people,
    bitmaps,
    definitions,
    meta,
    ...compileDefinitions(meta.version, definitions, meta.pending !== undefined),
    earliestDue: -Infinity,
    appliedVersion: meta.sweep === undefined ? meta.version : -1,
    async prepare(ids, position, live, work) {
      const known = await people.load(ids)
      const before = structuredClone(core.meta)
      const undone = (error: unknown): never => {
        core.meta = before
        people.forget()
        throw error
      }
      try {
        const staged = await pagesFor(lease, known.values(), core.program.version, core.meta, partitions)
        const { retired } = definitions
        const context = {
          partition,
          partitions,
          program: core.program,
          bitmaps: bitmaps.targets(),
          retired,
          meta: core.meta,
          staged,
        }
        const step = createFoldStep(context, known)
        reduce(() => work(step))
        const result = step.result()
        for (const { due } of result.timers ?? []) core.earliestDue = Math.min(core.earliestDue, due ?? Infinity)
        return async () => {
          await processor.commit(position, result).catch(undone)
          people.keep(known, live)
          events.membershipsChanged(step.counts)
        }
      } catch (error) {
        return undone(error)
      }
    },
    commit: (position, puts = []) =>
      processor.commit(position, { meta: encodeMeta(core.meta), puts, expiredBefore: core.meta.now, outputs: [] }),
    compile() {
      Object.assign(core, compileDefinitions(core.meta.version, definitions, core.meta.pending !== undefined))
    },
    async lookUpDue() {
      core.earliestDue = (await lease.due(Number.MAX_SAFE_INTEGER, 1))[0]?.due ?? Infinity
    },
  }
  await core.lookUpDue()
  return core
}
