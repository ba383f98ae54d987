import { decidingOn } from '@weir/consent'
import type { Evidence, PersonConsent } from '@weir/consent'
import { consentRecordId } from '@weir/contracts'
import type { KnownIdentifier, Purpose } from '@weir/contracts'
import { decodeLinks } from '@weir/identity'
import type { Fence } from '@weir/identity'
import { decodePerson, memberUntil, traitAt } from '@weir/segmentation'
import type { Absorbed, Program } from '@weir/segmentation'
import type { ProgramOf } from './programs.ts'

/**
 * What reporting needs to know of a person: the fold's blob as {@link DecodePerson} reads it. Times
 * are Unix ms.
 */
export interface PersonView {
  /** 32 hex digits. */
  id: string
  ordinal: number
  /** Receipt of the hit that made the person known, Unix ms; 0 where that was not noted. */
  born: number
  /** Who absorbed this one; '' for a living person. */
  movedTo: string
  /** Everybody ever absorbed, also through others. */
  absorbed: readonly Absorbed[]
  firstSeen: number
  /** The newest standing per purpose; a purpose of which nothing is known is not granted. */
  consent: PersonConsent
  /** Where the consent log has what they said. */
  evidence: readonly Evidence[]
  identifiers: readonly KnownIdentifier[]
  /** Digests of the identifiers that others have now. */
  readonly former: readonly string[]
  /** Whom splits keep the person apart from. */
  readonly fences: readonly Fence[]
  traits: Readonly<Record<string, unknown>>
  /** The present ones. */
  memberships: readonly MembershipView[]
  /** When the last membership in a segment began, whether it lasts or not. */
  since(segmentNumber: number): number | undefined
}

export interface MembershipView {
  segmentNumber: number
  from: number
  /** The instant of leaving if nothing else happens; undefined when time alone never ends it. */
  readonly until?: number | undefined
}

/**
 * Reads a person's blob.
 * @param programs those of its partition; without them ends of memberships are worked out as if the
 *   newest applied.
 */
export type DecodePerson = (blob: Uint8Array, programs?: ProgramOf) => PersonView

/**
 * The membership in a segment that holds at `now`, if there is one. Time may have ended it before
 * the fold wrote that down.
 */
export function membershipAt(person: PersonView, segmentNumber: number, now: number): MembershipView | undefined {
  return person.memberships.find((m) => m.segmentNumber === segmentNumber && holdsAt(m, now))
}

/**
 * The membership of a person in a bitmap that is kept as it was at the instant `frozenAt`. The
 * person's blob may follow newer definitions by now. A membership that the blob no longer has began
 * at that instant at the latest, and its end is unknown.
 */
export function membershipAsOf(person: PersonView, segmentNumber: number, frozenAt: number): MembershipView {
  return { segmentNumber, from: Math.min(person.since(segmentNumber) ?? frozenAt, frozenAt) }
}

/**
 * The records of the consent log that decide the purposes now, each once; of what was said before
 * there was such a log there is none.
 */
export function consentRecordsOf({ consent, evidence }: PersonView, purposes: readonly Purpose[]): string[] {
  const deciding = purposes.flatMap((purpose) => decidingOn(evidence, consent, purpose) ?? [])
  return [...new Set(deciding)].map(({ part, seq }) => consentRecordId(part, seq))
}

export function holdsAt(membership: MembershipView, now: number): boolean {
  return membership.from <= now && (membership.until === undefined || now < membership.until)
}

/**
 * Reads blobs under the definitions that they were written under, else under those that are live at
 * the time of the call.
 */
export function createPersonReader(live: () => Program): DecodePerson {
  return (blob, programs) => {
    const person = decodePerson(blob)
    const { bySegment } = programs?.(person.definitions) ?? live()
    const memberships: MembershipView[] = []
    for (const [segmentNumber, { from, to }] of person.memberships) {
      const segment = bySegment.get(segmentNumber)
      if (to !== Infinity || !segment) continue
      memberships.push({
        segmentNumber,
        from,
        // Worked out when asked for: a walk over one segment asks for one of a person's many.
        get until() {
          const instant = memberUntil(person, segment)
          return instant === Infinity ? undefined : instant
        },
      })
    }
    const traits = [...person.traits].flatMap(([key, entries]) => {
      const value = traitAt(entries, person.asOf)
      return value === undefined ? [] : [[key, value] as const]
    })
    const { id, ordinal, born, movedTo, absorbed, firstSeen, consent, evidence, identifiers } = person
    const since = (segmentNumber: number): number | undefined => person.memberships.get(segmentNumber)?.from
    const known = { id, ordinal, born, movedTo, absorbed, firstSeen, consent, evidence, identifiers }
    const { former, fences } = decodeLinks(person.linking)
    return { ...known, former, fences, traits: Object.fromEntries(traits), memberships, since }
  }
}
