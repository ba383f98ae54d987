import { clickhouseTime } from '@weir/contracts'
import type { RejectedRow } from '@weir/contracts'

/** The row that tells of a record which could not be folded. The record itself stays in the log, at the place the id names. */
export function rejectedRow(partition: number, offset: number, now: number, fault: unknown): Uint8Array {
  const row: RejectedRow = {
    id: `fold-${partition}-${offset}`,
    rejected_at: clickhouseTime(now),
    source: '',
    channel: '',
    code: 'internal',
    path: `weir.events/${partition}/${offset}`,
    message: fault instanceof Error ? fault.message : String(fault),
    body: '',
  }
  return Buffer.from(JSON.stringify(row))
}

/** A record could not be folded: its own fault, not the store's or the log's. */
export class RecordFault extends Error {
  override readonly name = 'RecordFault'
}

/** @throws RecordFault for whatever `work` throws. */
export function reduce(work: () => void): void {
  try {
    work()
  } catch (cause) {
    throw new RecordFault('a record cannot be folded', { cause })
  }
}
