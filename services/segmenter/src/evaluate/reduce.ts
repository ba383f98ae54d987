// Held by tests/simulation/batches-do-not-matter.sim.test.ts

import { isLink } from '@weir/contracts'
import type { Recounted, PersonSplit } from '@weir/contracts'
import type { Person } from '@weir/segmentation'
import { takeOrigin, withRecordFault } from '@weir/stream'
import type { ParsedRecord } from '@weir/stream'
import { createFoldStep } from './step.ts'
import type { FoldStep } from './step.ts'
import type { Counted } from './split.ts'
import type { Changes } from './transaction.ts'
import type { FoldContext, StepCounts } from './step-writer.ts'

/** What one step of the fold takes in. */
export type Batch =
  /** A record of a split. */
  | { kind: 'split'; record: ParsedRecord; split: PersonSplit | Recounted; counted: Counted }
  /** The same where it could not be taken. */
  | { kind: 'abandon'; record: ParsedRecord; split: PersonSplit | Recounted; fault: unknown }
  /** Live records, in their order. */
  | { kind: 'records'; records: readonly ParsedRecord[] }
  /** People for whom time passes until `now`, log time: a timer is due, or a sweep is at them. */
  | { kind: 'people'; ids: readonly string[]; now: number; sweptBelow?: number }

/** What a step reads and changes in place: the draft of the meta, and everybody it needs. */
export interface StepState extends FoldContext {
  /** By id; undefined for a person who is not known yet. */
  people: Map<string, Person | undefined>
}

/**
 * One step of the fold, pure: no I/O, no clock, no randomness.
 * @returns what is to be committed with the meta.
 * @throws RecordFault when the batch cannot be taken; the state is of no use then.
 */
export function reduce(state: StepState, batch: Batch): { changes: Changes; counts: StepCounts } {
  const step = createFoldStep(state, state.people)
  withRecordFault(() => {
    if (batch.kind === 'records') for (const record of batch.records) take(state, step, record)
    else if (batch.kind === 'split') takeSplit(state, step, batch.record, () => step.split(batch.split, batch.counted))
    else if (batch.kind === 'abandon') takeSplit(state, step, batch.record, () => step.abandon(batch.split, batch.fault))
    else evaluateAll(state, step, batch)
  })
  return { changes: step.result(), counts: step.counts }
}

function take({ meta }: StepState, step: FoldStep, { offset, value, origin, fault }: ParsedRecord): void {
  step.at(offset)
  if (fault) throw fault
  if (!takeOrigin(meta, origin)) step.counts.repeats++
  else if (value?.kind === 'event') step.event(value)
  else if (value && isLink(value)) step.link(value)
}

function takeSplit({ meta }: StepState, step: FoldStep, record: ParsedRecord, work: () => void): void {
  step.at(record.offset)
  if (takeOrigin(meta, record.origin)) work()
  else step.counts.repeats++
}

function evaluateAll({ meta }: StepState, step: FoldStep, { ids, now, sweptBelow }: Batch & { kind: 'people' }): void {
  meta.now = now
  if (sweptBelow !== undefined) meta.sweep = sweptBelow
  for (const id of ids) step.evaluate(id)
}
