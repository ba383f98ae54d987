// Held by packages/identity/src/linking/linking.prop.test.ts

import { decodeStored, encodeStored, isObject } from '@weir/contracts'
import type { ExternalIds, KnownIdentifier, Party, PersonRecord, PersonSplit } from '@weir/contracts'
import { isFence } from './fences.ts'
import type { Fence } from './fences.ts'

/** What a person keeps for the protocol, beside their identifiers. */
export interface Links {
  externals: ExternalIds
  /** An invitation is under way: nothing else may link until it is answered. */
  isInviting: boolean
  /** What came meanwhile, in its order. */
  deferred: (PersonRecord | PersonSplit)[]
  /**
   * Identifiers that others have now, as digests, the newest last: what the person denies is denied
   * for them, too.
   */
  former: string[]
  /** Whom splits keep the person apart from. */
  fences: Fence[]
  /** A split that waits for other partitions; `isInviting` holds meanwhile. */
  splitting?: Splitting | undefined
}

/** What is known of a split that is under way. */
export interface Splitting {
  split: string
  leave: string[]
  /** So many partitions have not told yet what they have counted. */
  awaited: number
  /** Since when their logs have all of it, Unix ms. */
  logFrom?: number
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
  return { externals: {}, isInviting: false, deferred: [], former: [], fences: [] }
}

/** Whether anything is known that {@link noLinks} does not say. */
export function hasLinks({ externals, isInviting, deferred, former, fences }: Links): boolean {
  for (const _ in externals) return true
  return isInviting || deferred.length > 0 || former.length > 0 || fences.length > 0
}

/** @returns undefined when there is nothing to keep. */
export function encodeLinks(links: Links): Uint8Array | undefined {
  if (!hasLinks(links)) return undefined
  const { externals, isInviting, deferred, former, fences, splitting } = links
  return encodeStored({
    externals,
    ...(isInviting ? { isInviting } : {}),
    ...(deferred.length > 0 ? { deferred } : {}),
    ...(former.length > 0 ? { former } : {}),
    ...(fences.length > 0 ? { fences } : {}),
    ...(splitting ? { splitting } : {}),
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
  const { externals, isInviting = false, deferred = [], former = [], fences = [], splitting } = value
  const areLists = Array.isArray(deferred) && deferred.every(isObject) && Array.isArray(former) && former.every(isText)
  if (!Array.isArray(fences) || !fences.every(isFence)) return false
  if (splitting !== undefined && !isSplitting(splitting)) return false
  return areLists && typeof isInviting === 'boolean' && Object.values(externals).every(isText)
}

function isSplitting(value: unknown): boolean {
  if (!isObject(value)) return false
  const { split, leave, awaited, logFrom = 0 } = value
  const areNumbers = typeof awaited === 'number' && typeof logFrom === 'number'
  return areNumbers && typeof split === 'string' && Array.isArray(leave) && leave.every(isText)
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
