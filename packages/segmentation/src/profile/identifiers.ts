// Held by packages/segmentation/src/profile/identifiers.test.ts

import type { Identifier, KnownIdentifier } from '@weir/contracts'

/** The most identifiers of one type that are kept; beyond it the oldest go. */
export const IDENTIFIERS_PER_TYPE_MAX = 20

const NONE: readonly KnownIdentifier[] = []

/**
 * Adds the identifiers of one hit in place, each once, the newest last.
 * @param at the event time of the hit.
 * @returns those that were not known.
 */
export function learnInto(
  identifiers: KnownIdentifier[],
  ids: readonly Identifier[],
  at: number,
  eid: string,
): readonly KnownIdentifier[] {
  let learned: KnownIdentifier[] | undefined
  const seenAt = ids.some(({ type }) => type === 'external_id') ? at : 0
  for (const id of ids) {
    const known = find(identifiers, id)
    if (known) {
      if (seenAt > known.seenAt) known.seenAt = seenAt
      continue
    }
    const fresh = { type: id.type, value: id.value, linkedAt: at, eid, seenAt }
    identifiers.push(fresh)
    keepBound(identifiers, id.type)
    learned = [...(learned ?? NONE), fresh]
  }
  return learned ?? NONE
}

/**
 * Unites what two persons' hits brought, in the order in which it was linked. Of an identifier that
 * both have, the earliest link and the newest sight count.
 */
export function uniteIdentifiers(a: readonly KnownIdentifier[], b: readonly KnownIdentifier[]): KnownIdentifier[] {
  const all = a.map((known) => ({ ...known }))
  for (const other of b) {
    const known = find(all, other)
    if (!known) {
      all.push({ ...other })
      continue
    }
    known.seenAt = Math.max(known.seenAt, other.seenAt)
    if (!isLinkedBefore(other, known)) continue
    known.linkedAt = other.linkedAt
    known.eid = other.eid
  }
  all.sort((x, y) => (isLinkedBefore(x, y) ? -1 : isLinkedBefore(y, x) ? 1 : 0))
  for (const type of new Set(all.map((known) => known.type))) keepBound(all, type)
  return all
}

function isLinkedBefore(a: KnownIdentifier, b: KnownIdentifier): boolean {
  return a.linkedAt === b.linkedAt ? a.eid < b.eid : a.linkedAt < b.linkedAt
}

function find(identifiers: readonly KnownIdentifier[], { type, value }: Identifier): KnownIdentifier | undefined {
  for (const known of identifiers) if (known.type === type && known.value === value) return known
  return undefined
}

function keepBound(identifiers: KnownIdentifier[], type: Identifier['type']): void {
  let surplus = -IDENTIFIERS_PER_TYPE_MAX
  for (const known of identifiers) if (known.type === type) surplus++
  for (; surplus > 0; surplus--)
    identifiers.splice(
      identifiers.findIndex((known) => known.type === type),
      1,
    )
}
