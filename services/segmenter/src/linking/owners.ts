// Held by tests/simulation/people-are-one.sim.test.ts

import { ownerEntryKey } from '@weir/contracts'
import { decodeOwner, encodeOwner } from '@weir/identity'
import type { OwnerEntry } from '@weir/identity'
import type { Put, View } from '@weir/state'

/** Whose identifiers are, by their digests; undefined: nobody's but their own person's. */
export type OwnerEntries = Map<string, OwnerEntry | undefined>

/**
 * So many entries are kept decoded, and for so many identifiers it is kept that there is none: the
 * partition has one writer, so what is here is what is stored.
 */
const KEPT_MAX = 100_000

/** The entries a step needs: from memory, else from the store in one round trip. */
export interface OwnerStore {
  load(digests: Iterable<string>): Promise<OwnerEntries>
  /** They are committed: remember them. */
  keep(entries: OwnerEntries): void
  /** A step failed half-way: what is in memory may not be what is stored. */
  checkpoint(): () => void
}

export function createOwners(view: Pick<View, 'load'>): OwnerStore {
  const kept: OwnerEntries = new Map()
  return {
    async load(digests) {
      const entries: OwnerEntries = new Map()
      const missing: string[] = []
      for (const digest of digests) {
        if (entries.has(digest)) continue
        entries.set(digest, kept.get(digest))
        if (!kept.has(digest)) missing.push(digest)
      }
      const blobs = missing.length > 0 ? await view.load(missing.map(ownerEntryKey)) : []
      missing.forEach((digest, i) => entries.set(digest, blobs[i] && decodeOwner(blobs[i])))
      return entries
    },
    keep(entries) {
      for (const [digest, entry] of entries) {
        kept.delete(digest)
        kept.set(digest, entry)
      }
      for (const digest of kept.keys()) {
        if (kept.size <= KEPT_MAX) break
        kept.delete(digest)
      }
    },
    checkpoint: () => () => kept.clear(),
  }
}

export function putOwner(digest: string, entry: OwnerEntry): Put {
  return { key: ownerEntryKey(digest), value: encodeOwner(entry) }
}
