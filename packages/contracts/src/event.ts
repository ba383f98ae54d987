import type { SaidConsent } from './consent.ts'
import type { DefinitionChanges } from './definition-lists.ts'
import type { Erase } from './erasure.ts'
import type { Hit } from './hit.ts'
import type { ExternalIds, LinkRecord, Passage } from './linking.ts'
import type { SegmentDefinition } from './segment.ts'

/**
 * Records on `weir.events`, the fold's input. Everything that can change a result is one of these.
 */
export type EventRecord = PersonEvent | LinkRecord | Define | Switch | Tick | Erase | SplitRecord

/** The name of events that are withdrawals only. No hit has it: a name is never empty. */
export const WITHDRAWAL = ''

/**
 * A deduplicated hit with its person. `person` is 32 hex digits, or '' if no person is identified
 * (the event then counts in source totals only). It is the digest of one of the hit's identifiers,
 * whose owner the person is; once that is known to be another, the event is sent on with the
 * person's own id, and `via` is the digest. So many of the hit's strongest identifiers as `shared`
 * says were found to be shared by strangers, and name nobody. `passage`: of one that fences sent
 * on. `eid`: 16 hex digits, the same for every resend of one event. `rev` > 0: an enriched version
 * that replaces the earlier one.
 *
 * An event of the name {@link WITHDRAWAL} carries a hit's denials to a person whom the hit concerns
 * but does not count for (it denies storage, or is a copy). It is not an action of that person: it
 * changes their consent if they are known, no rule selects it, and it creates no person.
 */
export interface PersonEvent {
  kind: 'event'
  person: string
  via?: string
  shared?: number
  passage?: Passage
  eid: string
  rev: number
  hit: EventHit
}

/** A hit as part of an event: decided in every purpose, but for withdrawals. */
export type EventHit = Omit<Hit, 'consent'> & { consent: SaidConsent }

/** Whether the event only takes consent back (see {@link PersonEvent}). */
export function isWithdrawal({ hit }: PersonEvent): boolean {
  return hit.name === WITHDRAWAL
}

/**
 * The live segments as of config version `version` (an offset of `weir.config`): all of them, or
 * what changed since version `base`. A reader whose newest list is not `base` skips the record, and
 * the partition's owner announces again.
 */
export type Define = {
  kind: 'define'
  version: number
  /** Log time at which it was appended, Unix ms. */
  received_at: number
  /**
   * Whether they are in force from this record on where nothing has to be counted before: as if a
   * switch followed. Records of earlier versions of Weir do not have it.
   */
  at_once?: true
} & ({ segments: SegmentDefinition[] } | ({ base: number } & DefinitionChanges))

/**
 * From here on the definitions of this version are in force. Appended by the partition's owner when
 * their new conditions have counted history; without effect unless the partition waits for that
 * version.
 */
export interface Switch {
  kind: 'switch'
  version: number
}

/**
 * Time is `now`, Unix ms, and what falls due by then may take its turn: one slice of timers, or of
 * people under new definitions. Appended by the partition's owner whenever something is left to do,
 * so that also this happens at a place in the log.
 */
export interface Tick {
  kind: 'tick'
  now: number
}

/**
 * Records by which a wrong link is taken back (decision 0038). Each lies in the partition of the
 * person whom it is addressed to.
 */
export type SplitRecord = PersonSplit | Recount | Recounted

/**
 * To a person: these identifiers are not theirs, but those of a person of their own. A request is
 * addressed to one of the identifiers; once that is known to be somebody's, to them.
 */
export interface PersonSplit {
  kind: 'split'
  to: string
  isForPerson?: true
  /** Names the request. */
  split: string
  /** Digests of the identifiers that leave. */
  leave: string[]
}

/** To somebody who was absorbed: what was counted here for these persons goes back to `person`. */
export interface Recount {
  kind: 'recount'
  to: string
  person: string
  split: string
  /** Persons of this partition. */
  who: string[]
  /** Digests under which their events may have come; absent: any. */
  under?: string[]
  externals: ExternalIds
}

/** An event with the person of then, for whom it was counted. */
export interface CountedEvent {
  event: PersonEvent
  for: string
}

/** The answer to a {@link Recount}, in parts. */
export interface Recounted {
  kind: 'recounted'
  to: string
  split: string
  events: CountedEvent[]
  /** Whether it is the last part of those of one partition. */
  isLast: boolean
  /**
   * Receipt of the oldest event that the log of that partition still has, where it was trimmed,
   * Unix ms.
   */
  logFrom?: number
}

export function isSplit(record: { kind: string }): record is SplitRecord {
  return record.kind === 'split' || record.kind === 'recount' || record.kind === 'recounted'
}
