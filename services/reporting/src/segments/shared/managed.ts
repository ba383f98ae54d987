// Held by ../../exposure-policies/route.test.ts
import { WeirError } from '@weir/contracts'

/** What keeps segments of its own, by the beginning of their ids. */
const OWNERS = {
  'exposure.': { kind: 'exposure policy', path: '/v1/exposure-policies/' },
  'journey.': { kind: 'journey', path: '/v1/journeys/' },
} as const

/** The segment of an exposure policy. */
export function policySegmentId(policy: string): string {
  return `exposure.${policy}`
}

export function isPolicySegment(segment: string): boolean {
  return segment.startsWith(policySegmentId(''))
}

/** What a segment belongs to. */
interface SegmentOwner {
  kind: (typeof OWNERS)[keyof typeof OWNERS]['kind']
  id: string
  /** Where it is changed. */
  path: string
}

/** The exposure policy or journey that a segment belongs to; undefined for all other segments. */
function segmentOwnerOf(segment: string): SegmentOwner | undefined {
  for (const [prefix, { kind, path }] of Object.entries(OWNERS))
    if (segment.startsWith(prefix)) {
      const id = segment.slice(prefix.length).split('.')[0]!
      return { kind, id, path: `${path}${id}` }
    }
  return undefined
}

/**
 * Refuses to change or delete by hand what belongs to something else.
 * @throws WeirError conflict.
 */
export function mustNotBeOwned(segment: string): void {
  const owner = segmentOwnerOf(segment)
  if (owner) throw new WeirError('conflict', `this segment belongs to the ${owner.kind} "${owner.id}": change ${owner.path}`)
}
