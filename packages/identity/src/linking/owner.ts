// Held by packages/identity/src/linking/linking.prop.test.ts

import { createHash } from 'node:crypto'
import { decodeStored, encodeStored, isObject } from '@weir/contracts'
import type { Claim, IdentifierRecord, LinkRecord, PersonEvent } from '@weir/contracts'

/**
 * What the home partition of an identifier keeps of it. Without an entry it names the person whose
 * id is its digest.
 */
export interface OwnerEntry {
  /** Whose it is; undefined for that person of its own. */
  person?: string | undefined
  /** Event time of the login that made it theirs, Unix ms; 0 where it was none. */
  at?: number | undefined
  /** The strong identifiers that came with it in claims, as digests; at most {@link STRONG_MAX}. */
  strong: string[]
  /** It came with too many: it links nobody any more. */
  isShared?: boolean | undefined
  /** What was refused while it was nobody's (denials.ts). */
  denials?: PersonEvent[] | undefined
  /** Whose it was before, the oldest first; at most {@link PAST_MAX}. */
  past?: PastOwner[] | undefined
}

/** Whose an identifier was, up to a record of its partition. */
export interface PastOwner {
  person: string
  /** The offset of that record. */
  before: number
}

/** So many owners of before are remembered: whose events were is asked when people are split. */
const PAST_MAX = 50

/** An identifier that has linked more strong ones than this is shared (semantics, "People"). */
export const STRONG_MAX = 20

export function noEntry(): OwnerEntry {
  return { strong: [] }
}

/** The person under whom the entry's identifier counts, by its digest. */
export function ownerOf(identifier: string, entry: OwnerEntry | undefined): string {
  if (entry?.isShared) return sharedPerson(identifier)
  return entry?.person ?? identifier
}

/** The same as it was at an offset of the identifier's partition. */
export function ownerAt(identifier: string, entry: OwnerEntry | undefined, offset: number): string {
  const then = entry?.past?.find(({ before }) => offset < before)
  return then?.person ?? ownerOf(identifier, entry)
}

/**
 * Notes whose the identifier was until the record at `offset`, which has changed that.
 * @param person the owner before it.
 */
export function notePast(identifier: string, entry: OwnerEntry, person: string | undefined, before: number): void {
  if (person === undefined || person === ownerOf(identifier, entry)) return
  entry.past = [...(entry.past ?? []), { person, before }].slice(-PAST_MAX)
}

/** What somebody does under a shared identifier alone counts for a person apart from all others. */
function sharedPerson(identifier: string): string {
  return createHash('sha256').update(`shared\0${identifier}`).digest('hex').slice(0, 32)
}

/**
 * Takes a record to an identifier in.
 * @param ownsItself whether there is a person of its own, living or absorbed.
 * @param send takes what follows.
 */
export function takeToIdentifier(
  entry: OwnerEntry,
  record: IdentifierRecord,
  ownsItself: boolean,
  send: (record: LinkRecord) => void,
): void {
  if (entry.isShared) return
  const { to } = record
  const owner = entry.person ?? (ownsItself ? to : undefined)
  if (record.kind === 'detach') {
    if (owner !== undefined && record.from.includes(owner)) entry.person = record.person
    return
  }
  const { claim } = record
  if (record.kind === 'reassign') return reassign(entry, record, owner, send)
  const { other } = record
  if (noteStrong(entry, claim.identifier, claim.name)) return
  if (owner === undefined) assign(entry, other.person, claim)
  else if (owner !== other.person) send({ kind: 'meet', to: owner, other, claimant: 'other', claim })
}

/**
 * The newest login has it, in whatever order they come; everybody else is told, and claims it anew
 * when they were seen with it later still.
 */
function reassign(
  entry: OwnerEntry,
  { person, claim }: IdentifierRecord & { kind: 'reassign' },
  owner: string | undefined,
  send: (record: LinkRecord) => void,
): void {
  if (person === owner) return
  const isOlder = claim.login < (entry.at ?? -Infinity)
  const loser = isOlder ? person : owner
  if (loser !== undefined)
    send({ kind: 'release', to: loser, claim: { ...claim, login: Math.max(claim.login, entry.at ?? -Infinity) } })
  if (!isOlder) assign(entry, person, claim)
}

function assign(entry: OwnerEntry, person: string, { login }: Claim): void {
  entry.person = person
  entry.at = login
}

/**
 * Notes the strongest identifier of a hit that had an identifier.
 * @param name its digest.
 * @returns whether the identifier is shared now.
 */
export function noteStrong(entry: OwnerEntry, identifier: string, name: string): boolean {
  if (name === identifier || entry.strong.includes(name)) return false
  if (entry.strong.length < STRONG_MAX) {
    entry.strong.push(name)
    return false
  }
  entry.isShared = true
  entry.strong = []
  return true
}

export function encodeOwner(entry: OwnerEntry): Uint8Array {
  return encodeStored(entry)
}

/** @throws DamageError when it is not what {@link encodeOwner} made. */
export function decodeOwner(bytes: Uint8Array): OwnerEntry {
  return decodeStored(bytes, 'the owner of an identifier', isStored)
}

function isStored(value: unknown): value is OwnerEntry {
  if (!isObject(value)) return false
  const { person = '', at = 0, strong, isShared = false, denials = [], past = [] } = value
  return (
    typeof person === 'string' &&
    typeof at === 'number' &&
    typeof isShared === 'boolean' &&
    Array.isArray(strong) &&
    strong.every(isText) &&
    Array.isArray(denials) &&
    denials.every(isObject) &&
    Array.isArray(past) &&
    past.every((one) => isObject(one) && typeof one['person'] === 'string' && typeof one['before'] === 'number')
  )
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
