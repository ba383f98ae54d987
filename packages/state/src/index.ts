import { OutageError } from '@weir/contracts'

/**
 * The state of one processor, split into partitions: blobs by key, timers, membership bitmaps, an
 * outbox, and the position in the input log that all of it reflects. State and position change
 * together or not at all.
 */
export interface StateStore {
  readonly partitions: number
  /**
   * Takes a partition for writing. From now on every commit of an earlier lease is refused with
   * {@link FencedError}. What was committed before is kept.
   */
  acquire(partition: number): Promise<Lease>
  /** The same partition for reading only, at any time, from any process that can open the store. */
  view(partition: number): View
  /**
   * Facts that belong to no partition (the identity index): last write wins, durable when resolved.
   */
  readonly shared: SharedIndex
  close(): Promise<void>
}

export interface View {
  /** The blobs of the keys, in order, in one round trip; undefined where there is none. */
  load(keys: readonly string[]): Promise<(Uint8Array | undefined)[]>
  /** Offset of the last input record that is reflected; -1 at first. */
  position(): Promise<number>
  /** What the processor keeps about the partition as a whole. */
  meta(): Promise<Uint8Array | undefined>
  /** How many ordinals are in the bitmap. */
  count(bitmap: number): Promise<number>
  /** Up to `limit` members with an ordinal >= `from`, ascending. */
  members(bitmap: number, from: number, limit: number): Promise<Member[]>
  /** Up to `limit` named ordinals >= `from`, ascending, members of a segment or not. */
  ordinals(from: number, limit: number): Promise<Member[]>
  /** Up to `limit` timers with `due <= until`, earliest first. */
  due(until: number, limit: number): Promise<Timer[]>
  /**
   * Up to `limit` outbox entries with a number > `after`, in order, that are not acknowledged yet.
   */
  outbox(after: number, limit: number): Promise<OutboxEntry[]>
}

/** A person as the bitmaps know them: `id` is the key of their blob. */
export interface Member {
  ordinal: number
  id: string
}

export interface Lease extends View {
  readonly partition: number
  /**
   * As of a view, but for the owner alone. A former owner must not base a commit on what its
   * successor has committed, not even a commit that would be refused: a store that falls back may
   * forget the successor in between.
   * @throws FencedError when another lease took the partition.
   */
  load(keys: readonly string[]): Promise<(Uint8Array | undefined)[]>
  /**
   * As of a view, for the owner alone.
   * @throws FencedError when another lease took the partition.
   */
  ordinals(from: number, limit: number): Promise<Member[]>
  /**
   * As of a view, for the owner alone.
   * @throws FencedError when another lease took the partition.
   */
  due(until: number, limit: number): Promise<Timer[]>
  /**
   * Applies everything in one atomic, durable step, provided that this lease is still the owner and
   * the stored position equals `expect`. A repeat of the commit that was applied last (same lease,
   * same `expect` and `position`) is recognised and does nothing; where the two are equal, the same
   * outbox entry tells a repeat.
   * @returns the number of the newest outbox entry (0 when there never was one).
   * @throws FencedError when another lease took the partition. @throws PositionError when the
   *   position is another one.
   */
  commit(commit: Commit): Promise<number>
}

export interface Commit {
  /** The position as this lease last knew it. */
  expect: number
  /** The position afterwards: >= `expect` (equal when only timers fired). */
  position: number
  meta?: Uint8Array
  puts?: readonly Put[]
  /** Keys whose blobs go, at once. None of them may be among the puts. */
  deletes?: readonly string[]
  /** Timers to arm, move or clear: each key has at most one. */
  timers?: readonly TimerChange[]
  /**
   * Bitmaps to empty, before `members` are applied. Of a large one a part of bounded size may go
   * per commit: it is gone when its `count` is 0, and until then it holds what is left of it.
   */
  drops?: readonly number[]
  members?: readonly MemberChange[]
  /** Ordinals that were given out: ordinal -> id. Dense per partition, and never changed. */
  names?: readonly Member[]
  /** Becomes the outbox entry with the next number (1, 2, ...), to be kept until acknowledged. */
  outbox?: Uint8Array
  /** Outbox entries up to this number have left and are dropped. */
  acked?: number
  /** Values with `expires <= expiredBefore` may be dropped now, a bounded number per commit. */
  expiredBefore?: number
}

export interface Put {
  key: string
  value: Uint8Array
  /**
   * Log time (ms) from which the value is of no use. It is dropped some time after, never before.
   */
  expires?: number
}

export interface Timer {
  key: string
  due: number
}

export interface TimerChange {
  key: string
  /** The timer armed so far, if any (the processor knows it from its blob). */
  was: number | undefined
  due: number | undefined
}

export interface MemberChange {
  /** The bitmap of a segment. */
  segment: number
  ordinal: number
  member: boolean
}

export interface OutboxEntry {
  number: number
  value: Uint8Array
}

export interface SharedIndex {
  get(keys: readonly string[]): Promise<(Uint8Array | undefined)[]>
  put(entries: readonly { key: string; value: Uint8Array }[]): Promise<void>
  /** @returns how many of the keys there were. */
  remove(keys: readonly string[]): Promise<number>
}

/**
 * Another owner took the partition: this one must stop at once, and start again from what is
 * stored.
 */
export class FencedError extends OutageError {
  override readonly name = 'FencedError'
}

/**
 * The stored position is not the expected one: the cache does not match the store (a rollback, a
 * lost answer). Acquire again.
 */
export class PositionError extends OutageError {
  override readonly name = 'PositionError'
}
