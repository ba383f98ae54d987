import type { EventLog, LogRecord } from '@weir/eventlog'
import type { Commit, Lease } from '@weir/state'
import { decodeOutputs, encodeOutputs, sendOutputs } from './outputs.ts'
import type { Output } from './outputs.ts'

/** What a reducer wants done with one step: everything in it is committed at once, then the outputs leave. */
export type Step = Omit<Commit, 'expect' | 'position' | 'outbox' | 'acked'> & { outputs: readonly Output[] }

/**
 * Load, reduce, commit: the small machine that both steps of the segmenter are. It knows positions and the outbox; what the
 * records mean is the reducer's business.
 *
 *   records ──▶ load blobs ──▶ reduce (pure) ──▶ commit state + position + outbox ──▶ append outputs ──▶ acknowledge
 *                                                └─ atomic, fenced ─┘                └─ may be repeated ─┘
 *
 * After a crash, records up to the stored position are skipped, and what is left in the outbox is sent again.
 */
export interface Processor {
  /** Offset of the last record that is reflected in the state. */
  position(): number
  /** The records after `position`: repeats are dropped here. */
  fresh(records: readonly LogRecord[]): LogRecord[]
  /** Commits a step that reflects everything up to `position`, then sends its outputs. Steps are taken one after another. */
  commit(position: number, step: Step): Promise<void>
  /** Whether outputs are still on their way. */
  sending(): boolean
  /** Waits until all outputs are in the log; rejects when one could not be sent. */
  flushed(): Promise<void>
}

const RESEND_BATCH = 100

/** Takes over where the last owner stopped: sends again what its outbox still holds. */
export async function createProcessor(log: EventLog, lease: Lease): Promise<Processor> {
  let position = await lease.position()
  let acked = 0
  let underWay: Promise<void> = Promise.resolve()
  let inFlight = 0
  let failure: unknown

  for (;;) {
    const entries = await lease.outbox(acked, RESEND_BATCH)
    for (const { number, value } of entries) {
      await sendOutputs(log, lease.partition, decodeOutputs(value))
      acked = number
    }
    if (entries.length < RESEND_BATCH) break
  }

  // Outputs leave in the order of the commits; the next batch is reduced meanwhile, but commits only when they have left.
  const send = (number: number, outputs: readonly Output[]): void => {
    inFlight++
    underWay = underWay
      .then(() => sendOutputs(log, lease.partition, outputs))
      .then(() => void (acked = number))
      .catch((error: unknown) => void (failure ??= error))
      .finally(() => void inFlight--)
  }
  const flushed = async (): Promise<void> => {
    await underWay
    if (failure !== undefined) throw failure
  }

  return {
    position: () => position,
    fresh: (records) => records.filter((record) => record.offset > position),
    async commit(next, { outputs, ...changes }) {
      await flushed()
      const outbox = outputs.length > 0 ? { outbox: encodeOutputs(outputs) } : {}
      const number = await lease.commit({ expect: position, position: next, acked, ...changes, ...outbox })
      position = next
      if (outputs.length > 0) send(number, outputs)
    },
    sending: () => inFlight > 0,
    flushed,
  }
}
