import type { EventLog, LogRecord } from '@weir/eventlog'
import type { Commit, Lease } from '@weir/state'
import { decodeOutputs, encodeOutputs, sendOutputs } from './outputs.ts'
import type { Output, StepName } from './outputs.ts'
import { watchForRollback } from './rollback-watch.ts'

/**
 * What a reducer wants done with one step: everything in it is committed at once, then the outputs
 * leave.
 */
export type ProcessorStep = Omit<Commit, 'expect' | 'position' | 'outbox' | 'acked'> & { outputs: readonly Output[] }

/**
 * Load, reduce, commit: the small machine that both steps of the segmenter are. It knows positions
 * and the outbox; what the records mean is the reducer's business.
 *
 *   records ──▶ load blobs ──▶ reduce (pure) ──▶ commit state + position + outbox ──▶ append outputs ──▶ acknowledge
 *                                                └─ atomic, fenced ─┘                └─ may be repeated ─┘
 *
 * After a crash, records up to the stored position are skipped, and what is left in the outbox is
 * sent again.
 */
export interface OutboxCommitter {
  /** Offset of the last record that is reflected in the state. */
  position(): number
  /** The records after `position`: repeats are dropped here. */
  fresh(records: readonly LogRecord[]): LogRecord[]
  /**
   * Commits a step that reflects everything up to `position`, then sends its outputs. Steps are
   * taken one after another.
   */
  commit(position: number, step: ProcessorStep): Promise<void>
  /** Waits until all outputs are in the log; rejects when one could not be sent. */
  flushed(): Promise<void>
  /**
   * With nothing else to do: lets the store forget what has left, so that everybody can see that
   * nothing is on its way, and looks now and then whether it still holds what was committed.
   * @throws PositionError when it fell back to an older state.
   */
  maintain(): Promise<void>
  /** Steps whose outputs are not in the log yet. */
  waiting(): number
}

const RESEND_BATCH = 100
/**
 * Takes over where the last owner stopped: sends again what its outbox still holds.
 * @param step whose processor it is.
 * @param first is done with outputs after their commit and before they leave; like their leaving,
 *   it may be done again.
 */
export async function createOutboxCommitter(
  log: EventLog,
  lease: Lease,
  step: StepName,
  first: (outputs: readonly Output[]) => Promise<void> = () => Promise.resolve(),
): Promise<OutboxCommitter> {
  let position = await lease.position()
  let acked = 0
  /**
   * The acknowledgement that the store has: what it keeps beyond it is sent again after a crash.
   */
  let noted = 0
  let newest = 0
  let underWay: Promise<void> = Promise.resolve()
  let failure: unknown
  const mustNotHaveFallenBack = watchForRollback(async () => {
    const stored = await lease.position()
    const [left] = await lease.outbox(0, 1)
    const storedMeta = meta && (await lease.meta())
    // Timers and slices leave the position where it is.
    const isSame = meta === undefined || (storedMeta !== undefined && Buffer.compare(meta, storedMeta) === 0)
    // All of ours has left, and is forgotten: what waits there was there before.
    const holds = stored === position && left === undefined && isSame
    return holds ? undefined : 'the state is older than what was committed: it has fallen back'
  })

  /**
   * The meta as we found it, and then as we stored it last: somebody whose memory is newer than the
   * store has to begin anew.
   */
  let meta = await lease.meta()

  for (;;) {
    const entries = await lease.outbox(acked, RESEND_BATCH)
    for (const { number, value } of entries) {
      const outputs = decodeOutputs(value)
      await first(outputs)
      await sendOutputs(log, step, lease.partition, outputs)
      acked = newest = number
    }
    if (entries.length < RESEND_BATCH) break
  }

  // Outputs leave in the order of the commits; the next batch is reduced meanwhile, but commits
  // only when they have left.
  const send = (number: number, outputs: readonly Output[]): void => {
    underWay = underWay
      .then(() => first(outputs))
      .then(() => sendOutputs(log, step, lease.partition, outputs))
      .then(() => void (acked = number))
      .catch((error: unknown) => void (failure ??= error))
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
      const noting = acked
      const number = await lease.commit({ expect: position, position: next, acked, ...changes, ...outbox })
      position = next
      noted = noting
      meta = changes.meta ?? meta
      if (outputs.length > 0) send(number, outputs)
      newest = Math.max(newest, number)
    },
    flushed,
    async maintain() {
      await flushed()
      if (acked === noted) return mustNotHaveFallenBack()
      const noting = acked
      await lease.commit({ expect: position, position, acked })
      noted = noting
    },
    waiting: () => newest - acked,
  }
}
