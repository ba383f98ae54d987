// Held by tests/simulation/hits-that-nobody-can-read.sim.test.ts

import { clickhouseTime, TOPICS } from '@weir/contracts'
import type { RejectedRow } from '@weir/contracts'
import type { Output, StepName } from './outputs.ts'

/**
 * The output that tells of a record which a step could not take. The record itself stays in the
 * log, at the place that the path names. @param now log time of the partition, Unix ms.
 */
export function deadLetterOutput(step: StepName, partition: number, offset: number, now: number, fault: unknown): Output {
  const value = rejectedRow(step, partition, offset, now, fault)
  return { topic: TOPICS.rejected, partition: 0, key: step, value, offset, n: 0 }
}

function rejectedRow(step: StepName, partition: number, offset: number, now: number, fault: unknown): Uint8Array {
  const row: RejectedRow = {
    id: `${step}-${partition}-${offset}`,
    rejected_at: clickhouseTime(now),
    source: '',
    channel: '',
    code: 'internal',
    path: `${step === 'fold' ? TOPICS.events : TOPICS.hits}/${partition}/${offset}`,
    message: fault instanceof Error ? fault.message : String(fault),
    body: '',
  }
  return Buffer.from(JSON.stringify(row))
}

/** A record could not be folded: its own fault, not the store's or the log's. */
export class RecordFault extends Error {
  override readonly name = 'RecordFault'
}

/** Runs `work`. @throws RecordFault for whatever it throws. */
export function withRecordFault(work: () => void): void {
  try {
    work()
  } catch (cause) {
    throw new RecordFault('a record cannot be folded', { cause })
  }
}
