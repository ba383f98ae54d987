// Held by tests/e2e/erasure-handed.e2e.test.ts

import { isRemovalClosed } from '@weir/contracts'
import { deleteRemovals, noteRetention, removalRows } from '@weir/warehouse'
import type { RetentionDeps } from './deps.ts'

/**
 * Deletes removals of the erased that nobody has to hear of any more, from the warehouse and, where
 * records can be replaced, from the log.
 */
export async function closeRemovals({ config, warehouse, clock, keep, closeRemovals: inLog }: RetentionDeps): Promise<number> {
  const now = clock.now()
  const consumers = config.consumers()
  const rows = await removalRows(warehouse)
  const time = { now, keptMs: keep.removals }
  const closed = rows.filter((row) => isRemovalClosed(row, consumers, time))
  if (closed.length === 0) return 0
  // The log first: after a crash between the two the row is found again.
  const records = await inLog?.((row) => isRemovalClosed(row, consumers, time))
  const bytes = closed.reduce((sum, { identifiers }) => sum + identifiers.length, 0)
  const remaining = await deleteRemovals(warehouse, closed)
  const run = { at: now, class: 'removals', before: now - keep.removals, heldBy: '' }
  await noteRetention(warehouse, { ...run, deleted: Math.max(closed.length, records ?? 0), bytes, remaining })
  return closed.length
}
