import type { Identifier, IdType } from './identifiers.ts'

/**
 * Records of `weir.events` by which identifiers and persons are linked (decision 0031). Each is
 * addressed to one identifier or one person, and lies in the partition of that address. What a
 * person or identifier knows changes by them alone, so who is who depends on the log and on nothing
 * else.
 */
export type LinkRecord = IdentifierRecord | PersonRecord

/** An identifier as known of a person. Instants are Unix ms; 0 and '' where nobody noted them. */
export interface KnownIdentifier extends Identifier {
  /** Event time of the hit that linked it. */
  linkedAt: number
  /** The eid of that hit. */
  eid: string
  /**
   * Event time of the newest hit of the person that had it together with an `external_id`; 0 where
   * there was none: a hit without a login says nothing of whose it is.
   */
  seenAt: number
}

/** Why a person and an identifier belong together: one hit had both. */
export interface Claim {
  /** Digest of the claimed identifier. */
  identifier: string
  type: IdType
  /** Digest of the strongest identifier of the hit. */
  name: string
  /** Event time of the hit, Unix ms. */
  at: number
  /** The same where the hit had an `external_id`, else 0. */
  login: number
  /** Receipt of the hit, Unix ms; absent in claims of before. */
  received?: number
  eid: string
  /** How often it was made before, while the identifier was on its way to somebody else. */
  tries?: number
}

/** A person with their seniority: of two that are one the older one stays. */
export interface Party {
  person: string
  /** Receipt of the hit that made the person known, Unix ms. */
  born: number
}

/** Per source the digest of the `external_id` by which the source knows a person. */
export type ExternalIds = Record<string, string>

/**
 * How a record came that fences sent on, each to the other side: of how many, and who was the first
 * to send it on though they know its identifier. Somebody new may have that, after those beyond
 * were erased; then it comes back to them.
 */
export interface Passage {
  fences: number
  known?: string
}

/** Who made the claim: the person that is addressed, or the other one. */
export type Claimant = 'addressee' | 'other'

/** To an identifier, by its digest. */
export type IdentifierRecord =
  /** A person claims it. */
  | { kind: 'link'; to: string; other: Party; claim: Claim }
  /** Its owner has given it up for this person, who was seen with it later. */
  | { kind: 'reassign'; to: string; person: string; claim: Claim }
  /** A split gives it to this person, unless it is none of these persons' any more. */
  | { kind: 'detach'; to: string; person: string; from: string[] }

/** To a person, by id. `passage`: of one that fences sent on. */
export type PersonRecord = ToPerson & { passage?: Passage }

type ToPerson =
  /** Both claim one identifier. The older one invites the younger one. */
  | { kind: 'meet'; to: string; other: Party; claimant: Claimant; claim: Claim }
  /** Asks for the addressee's state. `version`: of the definitions that the other one is under. */
  | { kind: 'invite'; to: string; other: Party; claimant: Claimant; claim: Claim; externals: ExternalIds; version: number }
  /** The state follows, and the one who gave it is no more. `state`: an encoded person, base64. */
  | { kind: 'absorb'; to: string; other: Party; claimant: Claimant; claim: Claim; externals: ExternalIds; state: string }
  /** No state follows. */
  | {
      kind: 'decline'
      to: string
      other: Party
      claimant: Claimant
      claim: Claim
      reason: DeclineReason
      externals?: ExternalIds
    }
  /** The owner has been seen with it since: the claim is void. */
  | { kind: 'release'; to: string; claim: Claim }
  /** What a person must not learn while an invitation of theirs is under way. */
  | { kind: 'learn'; to: string; source: string; id: Identifier; claim: Claim }

/**
 * `same`: they are one already. `senior`: the invited one is older, and invites in turn. `later`:
 * other definitions are in force there. `conflict`: one source knows them as two; the inviting one
 * has the identifier and decides. `lost`, `won`: the same, and the invited one has
 * kept it or given it up. `gone`: the invited one had given it to a third.
 */
export type DeclineReason = 'same' | 'senior' | 'later' | 'conflict' | 'lost' | 'won' | 'gone'

/**
 * So many records follow one another at most, from a hit to the last that it leads to, where people
 * are not united at that very moment.
 */
export const HOPS_MAX = 12

const KINDS = new Set<unknown>([
  'link',
  'reassign',
  'detach',
  'meet',
  'invite',
  'absorb',
  'decline',
  'release',
  'learn',
] satisfies LinkRecord['kind'][])

/** Whether records of this kind link identifiers or persons. */
export function isLinkKind(kind: unknown): kind is LinkRecord['kind'] {
  return KINDS.has(kind)
}

/** Whether a record links identifiers or persons. */
export function isLink(record: { kind: string }): record is LinkRecord {
  return KINDS.has(record.kind)
}

/** Whether it is addressed to an identifier, and not to a person. */
export function isToIdentifier(record: LinkRecord): record is IdentifierRecord {
  return record.kind === 'link' || record.kind === 'reassign' || record.kind === 'detach'
}

/** Under which key the home partition of an identifier keeps whose it is, in the fold's state. */
export function ownerEntryKey(digest: string): string {
  return `identifier:${digest}`
}
