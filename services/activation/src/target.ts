import type { SendOutcome, Weight } from '@weir/destinations'

/** What a destination is told of one person. */
export interface Row {
  person: string
  /** Names of items: `TYPE:hash`, or `person`. */
  items: string[]
  /** Since when it is so, Unix ms, and why. */
  at: number
  reason: string
  /** With person and action it names a message: a repeat has the same. */
  turn: number
}

/** What became of a look at the audience as a whole. */
export interface Tended {
  outcome: SendOutcome
  /** How many it was made of, where it was made. */
  made?: number
  /** How many users the other side has matched, where it says so. */
  matched?: number
}

/**
 * A kind of destination: to add one is to write this. It keeps nothing: what the other side has is
 * kept by the caller, who tells it the same again when nothing is known of a request.
 */
export interface SendTarget {
  /** Forms of identifiers that it takes; none where a person is all that it knows. */
  readonly types: readonly string[]
  /** The most that one request may hold. */
  readonly limits: Weight
  /** How many requests may be under way at once, per partition. */
  readonly parallel: number
  /** Requests of a second. */
  readonly perSecond: number
  /**
   * Whether what was marked stays marked when nothing of a request was done: it may get there in
   * another way, by `tend`.
   */
  readonly marksStay?: boolean
  /** A person of whom nothing could be told for so long is given up, ms. */
  readonly giveUpMs?: number
  weigh(row: Row): Weight
  /**
   * Tells it of people. Rejects never: what went wrong is an outcome, without secrets.
   */
  send(action: 'add' | 'remove', rows: readonly Row[]): Promise<SendOutcome>
  /** Looks whether it can be reached with what is configured, without changing anything there. */
  test(): Promise<SendOutcome>
  /**
   * Sees to the audience as a whole; called again and again by the process that has the first
   * partition, and by no other.
   * @param given names of all items that are marked, in any partition, and may be there at this
   *   instant.
   * @returns undefined where there was nothing to do.
   * @throws whatever the log of the control plane throws.
   */
  tend?(given: () => Promise<ReadonlySet<string>>): Promise<Tended | undefined>
  /** Removes everything at once, as it is deleted; without it nothing is told then. */
  removeAll?(): Promise<SendOutcome>
}
