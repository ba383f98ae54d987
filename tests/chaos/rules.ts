import type { Condition, SegmentDefinition } from '@weir/contracts'
import { segmentNumber } from '@weir/contracts'

const RULES: Record<string, Condition> = {
  recent: { event: { name: 'Purchase' }, within: '30m' },
  busy: { event: { name: 'Purchase' }, within: '30m', count: { gte: 2 } },
  regular: { event: { name: 'Purchase' }, within: 'all', count: { gte: 10 } },
  spent: { event: { name: 'Purchase' }, within: 'all', sum: { path: 'properties.value', gte: 40 } },
  looking: { all: [{ event: { name: 'ViewContent' }, within: '2h' }, { not: { event: { name: 'Purchase' }, within: '1h' } }] },
  curious: { event: { name: 'ViewContent' }, within: '3h', distinct: { path: 'properties.contents.content_id', gte: 4 } },
}

/** Segments in which the traffic of these tests comes and goes. */
export const DEFINITIONS: SegmentDefinition[] = Object.entries(RULES).map(([id, rule]) => ({
  id,
  number: segmentNumber(id),
  version: 1,
  name: id,
  rule,
}))
