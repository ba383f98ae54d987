import { createHash } from 'node:crypto'
import { FencedError, PositionError } from './index.ts'
import type { Commit } from './index.ts'

/** What a store remembers of a partition, besides its content, to decide about commits. */
export interface Ledger {
  /** Mark of the lease that owns the partition; '' before the first. */
  owner: string
  position: number
  /** Number of the newest outbox entry, 0 when there never was one. */
  outbox: number
  /** The commit that was applied last under this owner. */
  last: LastCommit | undefined
}

export interface LastCommit {
  expect: number
  /** Tells two commits apart that leave the position where it is; '' where the position does. */
  digest: string
}

export const EMPTY_LEDGER: Ledger = { owner: '', position: -1, outbox: 0, last: undefined }

/**
 * Decides about a commit. A repeat of the last one is told by its `expect` and `position`; where
 * those are equal (only timers fired), by its outbox entry, for everything else in a commit is the
 * same when applied twice.
 * @throws FencedError, PositionError, RangeError when the position would go back.
 */
export function checkCommit(ledger: Ledger, owner: string, commit: Commit): 'apply' | 'repeat' {
  checkOwner(ledger, owner)
  if (!(commit.position >= commit.expect))
    throw new RangeError(`the position cannot go back from ${commit.expect} to ${commit.position}`)
  const { last } = ledger
  if (last && last.expect === commit.expect && ledger.position === commit.position) {
    if (commit.position > commit.expect) return 'repeat'
    if (commit.outbox && last.digest === digestOf(commit)) return 'repeat'
  }
  if (ledger.position !== commit.expect) {
    throw new PositionError(`the stored position is ${ledger.position}, the commit expects ${commit.expect}`)
  }
  return 'apply'
}

/** @throws FencedError when another lease took the partition. */
export function checkOwner(ledger: Ledger, owner: string): void {
  if (ledger.owner !== owner) throw new FencedError('another lease took the partition')
}

/** The ledger after the commit was applied. */
export function afterCommit(ledger: Ledger, commit: Commit): Ledger {
  return {
    owner: ledger.owner,
    position: commit.position,
    outbox: ledger.outbox + (commit.outbox ? 1 : 0),
    last: { expect: commit.expect, digest: digestOf(commit) },
  }
}

/** The ledger after another lease took the partition. */
export function afterAcquire(ledger: Ledger, owner: string): Ledger {
  return { ...ledger, owner, last: undefined }
}

/** Tells commits apart that leave the position where it is; '' for all others. */
export function digestOf(commit: Commit): string {
  if (commit.position > commit.expect || !commit.outbox) return ''
  return createHash('sha256').update(commit.outbox).digest('hex').slice(0, 32)
}

/** @throws RangeError when the store has no such partition. */
export function checkPartition(partition: number, count: number): void {
  if (!Number.isInteger(partition) || partition < 0 || partition >= count) {
    throw new RangeError(`the state has the partitions 0 to ${count - 1}, not ${partition}`)
  }
}

/** How many chunks of a bitmap one commit drops at most: those of some four million ordinals. */
export const DROP_CHUNKS_MAX = 64

/** How many values one commit drops at most because they expired. */
export const EXPIRE_MAX = 2000
