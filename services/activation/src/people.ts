import type { GivenItem, Looked } from '@weir/destinations'

/** Of whom is asked, and by what the destination knows them. */
export interface AskedPerson {
  person: string
  /** Digests of identifiers that it has of the person: are they given with another one? */
  digests: readonly string[]
}

/**
 * Who may be given out at this instant. It is asked right before people are sent: it looks at the
 * person's own state, and at every opt-out that was answered.
 */
export interface PeopleSource {
  /**
   * @param segment its id; where it is deleted, no person is its member.
   * @param types forms of identifiers; with none a person is one item, `person`.
   * @throws WeirError unavailable when the opt-outs cannot be read: no person leaves unchecked.
   */
  look(segment: string, types: readonly string[], asked: readonly AskedPerson[]): Promise<Map<string, Looked>>
  /**
   * Members of a segment in a partition, by ordinal from `from` on, and where to go on; without
   * `next` there are no more.
   */
  members(segment: string, partition: number, from: number, limit: number): Promise<{ people: string[]; next?: number }>
  /**
   * Whether the segment has fewer members who may be given out than its `min_size`: then a
   * destination of it has nobody. @throws WeirError unavailable as `look`.
   */
  isTooSmall(segment: string): Promise<boolean>
  /** Where the opt-outs end. */
  optOutsEnd(): Promise<number>
  /**
   * People whom opt-outs from this place on name, and where to go on. `reason`: `sync` where they
   * were taken off a suppression list, so that they may be given out again.
   */
  optedOut(from: number): Promise<{ named: { person: string; reason: string }[]; next: number }>
  /** Those who were to be erased, of requests that were stored since this version. */
  erased(sinceVersion: number): { people: string[]; version: number }
}

/** For a destination that wants no identifiers. */
export const PERSON_ITEM: GivenItem = { name: 'person', digest: '' }
