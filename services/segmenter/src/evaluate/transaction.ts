// Held by services/segmenter/src/evaluate/transaction.test.ts

import type { OutboxCommitter, ProcessorStep } from '@weir/stream'
import type { Definitions } from '../state/definitions.ts'
import { encodeMeta } from './meta.ts'
import type { FoldMeta } from './meta.ts'

/** What a partition knows of itself, beside its people and its bitmaps. */
export interface PartitionState {
  /** Offset of the record that the state reflects: `meta.outputs` counts its outputs. */
  position: number
  meta: FoldMeta
  definitions: Definitions
}

/** The state as everybody but a transaction sees it. */
export type ReadonlyState = Readonly<{
  position: number
  meta: Readonly<FoldMeta>
  definitions: Readonly<Definitions>
}>

/** What a transaction commits together with its draft, whose meta goes along by itself. */
export type Changes = Omit<ProcessorStep, 'meta'>

/** Memory that goes back to what it was when a transaction fails. */
interface Restorable {
  /** @returns what restores the memory as it is now. */
  checkpoint(): () => void
}

/** The one way in which the state of a partition changes. */
export interface Transactions {
  /** As the step that was prepared last leaves it: the store may not have it yet. */
  readonly state: () => ReadonlyState
  /** As the store has it. */
  readonly stored: () => ReadonlyState
  /**
   * Has `work` edit a draft of the state for the record at `position`. The outputs of a new record
   * count from 0. The draft is published when `work` is done, so that the next step can
   * be prepared while this one is written. When `work` throws, or the commit is refused, state and
   * memory are what they were before, and no later step commits that was prepared in between.
   * @returns what commits the step; steps are committed in the order in which they were prepared.
   * @throws Error when the work of another transaction has not ended.
   */
  readonly transaction: (
    position: number,
    work: (draft: PartitionState) => Changes | Promise<Changes>,
  ) => Promise<() => Promise<void>>
}

/** @param memory what is restored beside the state. */
export function createTransactions(
  first: ReadonlyState,
  committer: Pick<OutboxCommitter, 'commit'>,
  memory: readonly Restorable[],
): Transactions {
  let state = first
  let stored = first
  let isWorking = false
  /** Brings memory back to what the store has, once a commit was refused. */
  let restoreStored = (): void => undefined

  return {
    state: () => state,
    stored: () => stored,
    async transaction(position, work) {
      if (isWorking) throw new Error('the state of the partition is being changed already: transactions do not nest')
      isWorking = true
      const before = state
      const restores = memory.map((part) => part.checkpoint())
      const restore = (): void => restores.forEach((undo) => undo())
      try {
        const draft = draftOf(before, position)
        const changes = await work(draft)
        mustFollow(before, state)
        const step = { ...changes, meta: encodeMeta(draft.meta) }
        const after = publish(draft)
        state = after
        return async () => {
          mustFollow(before, stored)
          try {
            await committer.commit(position, step)
          } catch (error) {
            state = before
            restoreStored = restore
            restore()
            throw error
          }
          stored = after
        }
      } catch (error) {
        // An earlier step that was refused meanwhile has gone back further than this one would.
        if (state === before) restore()
        else restoreStored()
        throw error
      } finally {
        isWorking = false
      }
    },
  }
}

function draftOf({ position: before, meta, definitions }: ReadonlyState, position: number): PartitionState {
  const draft: FoldMeta = structuredClone(meta)
  if (position !== before) draft.outputs = 0
  return { position, meta: draft, definitions: { ...definitions } }
}

/** Frozen, for types alone do not keep readers from writing. */
function publish({ position, meta, definitions }: PartitionState): ReadonlyState {
  Object.freeze(meta.taken)
  return { position, meta: Object.freeze(meta), definitions: Object.freeze(definitions) }
}

/** Steps are committed in the order in which they were prepared, each once. */
function mustFollow(before: ReadonlyState, newest: ReadonlyState): void {
  if (before !== newest) throw new Error('an earlier step of the partition was not committed, so this one cannot be either')
}
