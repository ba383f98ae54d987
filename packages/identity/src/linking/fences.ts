// Held by packages/identity/src/linking/fences.test.ts

import { identifierDigest, isObject } from '@weir/contracts'
import type { ExternalIds, Identifier } from '@weir/contracts'
import { strongest } from '../resolver.ts'

/**
 * What a split leaves behind with each of the two persons: they are never linked again. A person
 * who absorbs one of them has the fence, too.
 */
export interface Fence {
  /** Names the request. */
  split: string
  side: Side
  /** Digests of the identifiers on this side, and on the other. */
  mine: string[]
  theirs: string[]
  /** The id of the person on the other side. */
  other: string
  /** Everybody who was one person before: events of then were counted for them. */
  from: string[]
  /** When, log time, Unix ms. */
  at: number
  /** How often the history of this side was counted anew by then. */
  recounts: number
  /** Since when the log had the history that was counted anew, Unix ms; absent: all of it. */
  logFrom?: number
  /**
   * The person was split again, and nothing of this side is theirs any more: it keeps them from
   * nobody, and only says which events of before are theirs.
   */
  hasLapsed?: true
  /** Those of `theirs` whom nobody has beyond: somebody new has them who is this person now. */
  returned?: string[]
}

/** `leave`: the one with the identifiers that the request named. */
export type Side = 'stay' | 'leave'

/** A hit as far as fences look at it. */
interface Fenced {
  ids: readonly Identifier[]
}

/**
 * Under which name the sides of a split stand among the external ids of persons, so that these two
 * are as apart as two logins of one source are. No source has a name with a slash.
 */
export function fenceName(split: string): string {
  return `/split/${split}`
}

/** Who has an identifier that is on the other side of a fence. */
export function ownerBeyond(fences: readonly Fence[], identifier: string): string | undefined {
  return fences.find((fence) => !fence.hasLapsed && isTheirs(fence, identifier))?.other
}

function isTheirs({ theirs, returned = [] }: Fence, identifier: string): boolean {
  return theirs.includes(identifier) && !returned.includes(identifier)
}

/** The fences of a person to whom an identifier has come back from beyond. */
export function returnWithin(fences: readonly Fence[], identifier: string): Fence[] {
  return fences.map((fence) =>
    isTheirs(fence, identifier) ? { ...fence, returned: [...(fence.returned ?? []), identifier] } : fence,
  )
}

/** The identifiers of a hit that are on the other side of a fence, each with who has it. */
export function idsBeyond(fences: readonly Fence[], { ids }: Fenced): { id: Identifier; other: string }[] {
  if (fences.length === 0) return []
  return ids.flatMap((id) => {
    const digest = identifierDigest(id)
    const other = ownerBeyond(fences, digest)
    return other === undefined ? [] : [{ id, other }]
  })
}

/**
 * Whether an event that was counted before splits is on this side of all of them. What is on
 * neither list stayed.
 * @param person for whom it was counted.
 */
export function isOnThisSide(fences: readonly Fence[], hit: Fenced, address: string, person: string): boolean {
  const digest = nameOf(hit, address)
  const isOn = (fence: Fence): boolean => {
    const { side, mine, theirs, from, hasLapsed } = fence
    if (from.includes(person)) return side === 'leave' ? mine.includes(digest) : !theirs.includes(digest)
    return hasLapsed ?? !isTheirs(fence, digest)
  }
  // Whoever left both sides of a split may be one person again.
  return fences.every(({ split }) => fences.some((one) => one.split === split && isOn(one)))
}

/** Whether an identifier cannot go to somebody: a split has put it here, and them beyond. */
export function isKeptFrom(fences: readonly Fence[], identifier: string, others: ExternalIds): boolean {
  return fences.some(({ split, side, mine, hasLapsed }) => {
    const theirSide = others[fenceName(split)]
    return !hasLapsed && theirSide !== undefined && theirSide !== side && mine.includes(identifier)
  })
}

/** The fences of two persons who turn out to be one. */
export function uniteFences(a: readonly Fence[], b: readonly Fence[]): Fence[] {
  const isSame = (one: Fence, other: Fence): boolean => one.split === other.split && one.side === other.side
  const prevails = (one: Fence): boolean => !b.some((other) => isSame(one, other) && one.hasLapsed && !other.hasLapsed)
  const kept = a.filter(prevails)
  return [...kept, ...b.filter((one) => !kept.some((known) => isSame(known, one)))]
}

/**
 * The fences of a person with these ids. Nobody is kept from themselves: somebody new may have the
 * id of the other side, who was erased, and be found to be this person.
 */
export function lapseWithin(fences: readonly Fence[], ids: ReadonlySet<string>): Fence[] {
  return fences.map((fence) => (ids.has(fence.other) ? { ...fence, hasLapsed: true } : fence))
}

/** How often the history of a person with these fences was counted anew. */
export function recountsOf(fences: readonly Fence[]): number {
  return fences.reduce((most, { recounts }) => Math.max(most, recounts), 0)
}

/** The ids of before that are digests of identifiers on this side: theirs alone. */
export function formerIds(fences: readonly Fence[]): string[] {
  return fences.flatMap(({ mine, from, hasLapsed }) => (hasLapsed ? [] : from.filter((id) => mine.includes(id))))
}

/** The fences of somebody who keeps only some identifiers (digests) of a person with these. */
export function fencesOf(fences: readonly Fence[], identifiers: readonly string[]): Fence[] {
  return fences.map((fence) =>
    fence.mine.some((digest) => identifiers.includes(digest)) ? fence : { ...fence, hasLapsed: true },
  )
}

/** The digest of the strongest identifier; without one, of that by which the hit came. */
export function nameOf({ ids }: Fenced, address: string): string {
  const name = strongest(ids)
  return name ? identifierDigest(name) : address
}

export function isFence(value: unknown): value is Fence {
  if (!isObject(value)) return false
  const { split, side, mine, theirs, other, from, at, recounts, logFrom = 0, hasLapsed = true, returned = [] } = value
  const areTexts = [split, other].every((text) => typeof text === 'string')
  const areNumbers = [at, recounts, logFrom].every((number) => typeof number === 'number')
  return (
    areTexts &&
    areNumbers &&
    hasLapsed === true &&
    (side === 'stay' || side === 'leave') &&
    [mine, theirs, from, returned].every(areDigests)
  )
}

function areDigests(value: unknown): boolean {
  return Array.isArray(value) && value.every((digest) => typeof digest === 'string')
}
