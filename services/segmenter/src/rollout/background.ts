// Held by tests/simulation/editing-leaves-no-stale-members.sim.test.ts

import type { EventRecord } from '@weir/contracts'
import type { SliceOutcome } from '../backfill/state.ts'
import type { FoldSession } from '../evaluate/session.ts'
import type { Rollout } from './rollout.ts'

/**
 * Work that depends on no place in the log: history for coming definitions, and emptying bitmaps
 * that no reader picks any more.
 */
export interface Background {
  /** @returns `advanced` when something was done, so that more may be left. */
  slice(): Promise<SliceOutcome>
}

export function createBackground(
  session: FoldSession,
  rollout: Pick<Rollout, 'backfill'>,
  append: (record: EventRecord) => Promise<void>,
): Background {
  const { lease, processor, bitmaps } = session
  /** The version whose activation was asked for. */
  let asked: number | undefined

  /** History is counted: a record says from where on the definitions are in force. */
  async function askForActivation(version: number): Promise<SliceOutcome> {
    if (asked === version) return 'waiting'
    await append({ kind: 'switch', version })
    asked = version
    return 'advanced'
  }

  async function drop(bitmap: number): Promise<void> {
    const position = processor.position()
    const commit = await session.transaction(position, () => ({ drops: [bitmap], outputs: [] }))
    await commit()
    if ((await lease.count(bitmap)) === 0) await session.commit(position, () => bitmaps.dropped(bitmap))
  }

  return {
    async slice() {
      const { pending } = session.meta
      const outcome = await rollout.backfill()
      if (outcome === 'complete' && pending) return askForActivation(pending.version)
      const unread = bitmaps.dropping()
      if (outcome === 'advanced' || unread === undefined) return outcome
      await drop(unread)
      return 'advanced'
    },
  }
}
