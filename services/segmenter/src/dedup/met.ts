// Held by tests/simulation/people-are-one.sim.test.ts

import { identifierDigest } from '@weir/contracts'
import type { Hit, Identifier } from '@weir/contracts'
import { byStrength } from '@weir/identity'
import type { SharedIndex } from '@weir/state'

/** Which identifiers were in a hit before. */
export interface MetIdentifiers {
  /**
   * By which of its identifiers an event finds its person: the strongest one that was met before,
   * so that somebody who logs in for the first time is who they were until then; else the
   * strongest.
   * @returns its digest; '' without identifiers.
   */
  addressOf(ids: readonly Identifier[]): string
  /** What a machine sent links nobody. */
  note(hit: Pick<Hit, 'ids' | 'bot'>): void
}

/**
 * Asks the index about the hits for which it makes a difference: in one request, and none when
 * there are no such hits. What it does not know yet makes two persons, who are united.
 */
export async function metIdentifiers(index: SharedIndex, hits: readonly Hit[]): Promise<MetIdentifiers> {
  const asked = [...new Set(hits.flatMap(({ ids }) => (ids.length > 1 ? ids.map(identifierDigest) : [])))]
  const found = asked.length > 0 ? await index.get(asked) : []
  const met = new Set(asked.filter((_, i) => found[i] !== undefined))
  return {
    addressOf(ids) {
      const digests = byStrength(ids).map(identifierDigest)
      return digests.find((digest) => met.has(digest)) ?? digests[0] ?? ''
    },
    note({ ids, bot }) {
      if (bot === undefined) for (const id of ids) met.add(identifierDigest(id))
    },
  }
}
