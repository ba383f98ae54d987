// Held by packages/identity/src/linking/linking.prop.test.ts

import { decodeStored, encodeStored, isObject } from '@weir/contracts'
import type { ExternalIds, KnownIdentifier, Party, PersonRecord } from '@weir/contracts'

/** What a person keeps for the protocol, beside their identifiers. */
export interface Links {
  externals: ExternalIds
  /** An invitation is under way: nothing else may link until it is answered. */
  isInviting: boolean
  /** What came meanwhile, in its order. */
  deferred: PersonRecord[]
  /**
   * Identifiers that others have now, as digests, the newest last: what the person denies is denied
   * for them, too.
   */
  former: string[]
}

/** A person as far as links go. */
export interface LinkablePerson {
  readonly id: string
  readonly born: number
  identifiers: KnownIdentifier[]
  /** Whom the person has absorbed. */
  readonly absorbed: readonly { readonly id: string }[]
  links: Links
}

export function noLinks(): Links {
  return { externals: {}, isInviting: false, deferred: [], former: [] }
}

/** Whether anything is known that {@link noLinks} does not say. */
export function hasLinks({ externals, isInviting, deferred, former }: Links): boolean {
  for (const _ in externals) return true
  return isInviting || deferred.length > 0 || former.length > 0
}

/** @returns undefined when there is nothing to keep. */
export function encodeLinks(links: Links): Uint8Array | undefined {
  if (!hasLinks(links)) return undefined
  const { externals, isInviting, deferred, former } = links
  return encodeStored({
    externals,
    ...(isInviting ? { isInviting } : {}),
    ...(deferred.length > 0 ? { deferred } : {}),
    ...(former.length > 0 ? { former } : {}),
  })
}

/** @throws DamageError when it is not what {@link encodeLinks} made. */
export function decodeLinks(bytes: Uint8Array | undefined): Links {
  return bytes ? { ...noLinks(), ...decodeStored(bytes, "a person's links", isStored) } : noLinks()
}

export function partyOf({ id, born }: LinkablePerson): Party {
  return { person: id, born }
}

/** A total order: of two persons that are one the older one stays, whoever decides it. */
export function isOlder(a: Party, b: Party): boolean {
  return a.born === b.born ? a.person < b.person : a.born < b.born
}

/** Whether some source knows them by two `external_id`s: a shared browser, and not one person. */
export function areApart(a: ExternalIds, b: ExternalIds): boolean {
  for (const source in a) if (b[source] !== undefined && b[source] !== a[source]) return true
  return false
}

/** By hand: it is read with the person. */
function isStored(value: unknown): value is Pick<Links, 'externals'> & Partial<Links> {
  if (!isObject(value) || !isObject(value['externals'])) return false
  const { externals, isInviting = false, deferred = [], former = [] } = value
  const areLists = Array.isArray(deferred) && deferred.every(isObject) && Array.isArray(former) && former.every(isText)
  return areLists && typeof isInviting === 'boolean' && Object.values(externals).every(isText)
}

/** So many former identifiers are remembered. */
const FORMER_MAX = 20

/** Notes identifiers that have gone to others, by their digests. */
export function noteFormer(links: Links, digests: readonly string[]): void {
  links.former = [...new Set([...links.former, ...digests])].slice(-FORMER_MAX)
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}
