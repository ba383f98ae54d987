// Held by seed.test.ts
import { canonicalName, leavesOf, mentionsIn } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import type { SeenValue } from './feature.ts'

type Ruled = Pick<StoredSegment, 'id' | 'rule'>

/**
 * The values without those that would only say who is in the segment: the events and sources that
 * its rule names, or the rule of a segment that it refers to. Amounts go with the events, which are
 * most of them.
 * @param others all segments.
 */
export function withoutSeed(seen: readonly SeenValue[], seed: Ruled, others: readonly Ruled[]): SeenValue[] {
  const mentions = [...referredBy(seed, others)].flatMap(({ rule }) => mentionsIn(rule))
  const namesEvents = mentions.some(({ kind }) => kind === 'event' || kind === 'prefix')
  const isNamed = ({ of, value }: SeenValue): boolean => {
    if (of === 'currency') return namesEvents
    return mentions.some((mention) => {
      if (mention.kind === 'event') return of === 'name' && canonicalName(value) === mention.name
      if (mention.kind === 'prefix') return of === 'name' && value.startsWith(mention.prefix)
      return mention.kind === 'source' && of === 'source' && value === mention.source
    })
  }
  return seen.filter((one) => !isNamed(one))
}

/** The segment, and those that its rule refers to, directly or through others. */
function referredBy(seed: Ruled, others: readonly Ruled[]): Set<Ruled> {
  const found = new Set([seed])
  // A set is walked with what is added meanwhile.
  for (const { rule } of found)
    for (const { kind, condition } of leavesOf(rule)) {
      const other = kind === 'segment' ? others.find(({ id }) => id === condition.segment) : undefined
      if (other) found.add(other)
    }
  return found
}
