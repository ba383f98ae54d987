// Held by tests/simulation/strange-records-do-no-harm.sim.test.ts

import { TOPICS } from '@weir/contracts'
import { deadLetterOutput, RecordFault, takeOrigin } from '@weir/stream'
import type { ParsedRecord } from '@weir/stream'
import type { SegmenterEvents } from '../metrics.ts'
import type { FoldSession } from './session.ts'

/** Folds the live records of a partition, and makes dead letters of those that cannot be. */
export interface LiveRecords {
  /** Folds records. One that cannot be folded becomes a dead letter; the others are folded. */
  fold(records: readonly ParsedRecord[]): Promise<void>
  /** Makes a record a dead letter: it is counted, and `weir.rejected` has a row. */
  deadLetter(record: Pick<ParsedRecord, 'offset' | 'origin'>, fault: unknown): Promise<void>
  /** Takes a record that changes nothing. */
  pass(offset: number): Promise<void>
}

export function createLiveRecords(session: FoldSession, events: SegmenterEvents): LiveRecords {
  const { partition } = session.lease

  async function fold(records: readonly ParsedRecord[]): Promise<void> {
    const last = records.at(-1)
    if (!last) return
    try {
      const commit = await session.prepare(last.offset, { kind: 'records', records })
      await commit()
    } catch (error) {
      if (!(error instanceof RecordFault)) throw error
      // One by one, to find which of them it is.
      if (records.length === 1) await deadLetter(last, error.cause)
      else for (const record of records) await fold([record])
    }
  }

  async function deadLetter({ offset, origin }: Pick<ParsedRecord, 'offset' | 'origin'>, fault: unknown): Promise<void> {
    events.recordPoisoned(TOPICS.events, partition, offset, fault)
    const commit = await session.transaction(offset, ({ meta }) => {
      takeOrigin(meta, origin)
      meta.outputs++
      return { outputs: [deadLetterOutput('fold', partition, offset, meta.now, fault)] }
    })
    await commit()
  }

  return { fold, deadLetter, pass: (offset) => session.commit(offset, () => []) }
}
