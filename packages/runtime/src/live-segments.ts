import { byIdOf, sameList, thresholdIdsIn, withChanges } from '@weir/contracts'
import type { LiveSegment, SegmentDefinition, SegmentInput, StoredSegment, StoredThreshold } from '@weir/contracts'

/**
 * The segments of the control plane in the order in which they were first stored, with the
 * thresholds in force. A change makes the next list out of the one before, when somebody asks.
 */
export interface LiveSegments {
  /** @param segment undefined deletes. */
  set(id: string, segment: StoredSegment | undefined): void
  /** A threshold is another one now. @returns whether a segment compares with it. */
  thresholdChanged(id: string): boolean
  get(id: string): LiveSegment | undefined
  /** The same list until something of it changes. */
  list(): readonly LiveSegment[]
  withThresholds<T extends Pick<SegmentInput, 'rule'>>(definition: T): T & Pick<SegmentDefinition, 'thresholds'>
}

export function createLiveSegments(threshold: (id: string) => StoredThreshold | undefined): LiveSegments {
  const stored = new Map<string, StoredSegment>()
  /** By the id of a threshold: the segments that compare with it. */
  const comparing = new Map<string, Set<string>>()
  let listed: readonly LiveSegment[] = sameList([])
  /** What differs from the list since it was made; undefined when it is to be made from nothing. */
  let pending: Set<string> | undefined

  const withThresholds: LiveSegments['withThresholds'] = (definition) => {
    const inForce = thresholdIdsIn(definition.rule).flatMap((id) => threshold(id) ?? [])
    return inForce.length === 0 ? definition : { ...definition, thresholds: inForce }
  }
  const list = (): readonly LiveSegment[] => {
    if (pending?.size === 0) return listed
    const ids = [...(pending ?? [])]
    const changed = ids.flatMap((id) => stored.get(id) ?? []).map(withThresholds)
    const removed = ids.filter((id) => !stored.has(id))
    listed = sameList(pending ? withChanges(listed, { changed, removed }) : [...stored.values()].map(withThresholds))
    pending = new Set()
    return listed
  }
  return {
    set(id, segment) {
      for (const used of thresholdIdsOf(stored.get(id))) comparing.get(used)?.delete(id)
      for (const used of thresholdIdsOf(segment)) comparing.set(used, (comparing.get(used) ?? new Set()).add(id))
      // What comes back after it was deleted stands last: changes cannot say that of one list.
      if (segment && !stored.has(id) && pending?.has(id)) pending = undefined
      if (segment) stored.set(id, segment)
      else stored.delete(id)
      pending?.add(id)
    },
    thresholdChanged(id) {
      const segments = comparing.get(id) ?? new Set()
      for (const segment of segments) pending?.add(segment)
      return segments.size > 0
    },
    get: (id) => byIdOf(list()).get(id),
    list,
    withThresholds,
  }
}

function thresholdIdsOf(segment: StoredSegment | undefined): readonly string[] {
  return segment ? thresholdIdsIn(segment.rule) : []
}
