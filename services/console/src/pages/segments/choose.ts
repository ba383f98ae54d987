import type { SegmentShown } from '../../api/types.ts'

export const SEGMENT_ORDERS = ['name', 'size', 'changed'] as const
export type SegmentOrder = (typeof SEGMENT_ORDERS)[number]

const ORDERS: Record<SegmentOrder, (a: SegmentShown, b: SegmentShown) => number> = {
  name: (a, b) => a.name.localeCompare(b.name),
  size: (a, b) => (b.size ?? -1) - (a.size ?? -1),
  changed: (a, b) => (a.updated_at < b.updated_at ? 1 : -1),
}

/** The segments that have a text in their name or id, in an order; by name for an unknown one. */
export function chosenSegments(segments: readonly SegmentShown[], wanted: string, order: string): SegmentShown[] {
  const text = wanted.trim().toLowerCase()
  const known = SEGMENT_ORDERS.find((one) => one === order) ?? 'name'
  return segments.filter(({ id, name }) => id.includes(text) || name.toLowerCase().includes(text)).toSorted(ORDERS[known])
}
