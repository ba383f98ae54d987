// Held by tests/e2e/erasure-handed.e2e.test.ts

import { isBefore } from '@weir/contracts'
import type { StoredErasure } from '@weir/contracts'
import { eraseBatch } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'

/** A destination that has to delete somebody who was erased. */
export interface ToldDestination {
  segment: string
  consumer: string
  /** `open` until it has confirmed the removal, or until it is kept no longer. */
  removal: 'open' | 'closed'
}

/**
 * Where the person of a request was handed out, and whether their removal is open there. By an
 * erasure of several at once it is open until all of theirs are confirmed.
 * @param keptMs how long removals are kept for destinations that do not confirm.
 */
export function toldDestinations(
  config: Pick<ConfigView, 'consumers' | 'eraseReceipts'>,
  { handed = [], stage, batch = '', at, requested_at, who }: StoredErasure,
  { now, keptMs }: { now: number; keptMs: number },
): ToldDestination[] {
  if (handed.length === 0) return []
  const { receipts } = eraseBatch(config, { batch, who, partitions: 0 })
  const isOver = now - (at ?? requested_at) > keptMs
  const isWritten = stage === 'warehouse' || stage === 'done'
  const isOpen = (number: number, name: string): boolean => {
    const consumer = config.consumers().find((one) => one.number === number && one.name === name)
    if (!consumer || isOver) return false
    if (!isWritten) return true
    return receipts.some(({ partition, off, removals }) => {
      const mark = consumer.confirmed.marks[partition]
      return removals !== undefined && (!mark || isBefore(mark, [off, removals]))
    })
  }
  return handed.flatMap(({ segment, number, to }) =>
    to.map((consumer) => ({ segment, consumer, removal: isOpen(number, consumer) ? ('open' as const) : ('closed' as const) })),
  )
}
