// Held by route.test.ts
import type { StoredSegment } from '@weir/contracts'
import { isTooFew } from '../members/min-size.ts'
import type { HistoryRow } from './query.ts'

/** A bucket of a history as it is told. */
export type ShownHistoryRow = { [K in keyof HistoryRow]: K extends 'at' ? number : number | null } & { below_min_size?: true }

/** Totals below min_size are not shown, nor what they could be worked out from. */
export function guarded(segment: StoredSegment, rows: readonly HistoryRow[]): ShownHistoryRow[] {
  return rows.map(({ at, total, entered, left, net }) => {
    const isBelow = isTooFew(segment, total)
    if (isBelow || isTooFew(segment, total - net))
      return { at, total: isBelow ? null : total, entered: null, left: null, net: null, below_min_size: true }
    return { at, total, entered, left, net }
  })
}
