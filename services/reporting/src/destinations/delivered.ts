// Held by tests/e2e/activation.e2e.test.ts
import { partitionOf } from '@weir/contracts'
import { isThere } from '@weir/destinations'
import type { HeldPerson } from '@weir/destinations'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { heldOf } from './status.ts'

/** What one destination has, or had, of a person. */
export interface Delivered {
  destination: string
  state: 'held' | 'open' | 'removed'
  at: string
  request: string | null
  items: number
}

/** Where somebody was sent, with the newest receipt of each destination. */
export async function deliveredTo(
  { activation, config }: Pick<ReportingDeps, 'activation' | 'config'>,
  person: string,
): Promise<Delivered[]> {
  if (!activation) return []
  const partition = partitionOf(person, activation.partitions)
  const all = await Promise.all(
    config.destinations().map(async (one) => {
      const held = await heldOf(activation, one, { person, partition })
      const shown = held && shownOf(held)
      return shown ? [{ destination: one.id, ...shown }] : []
    }),
  )
  return all.flat()
}

/** @returns undefined for somebody of whom nothing was ever sent. */
function shownOf(held: HeldPerson): Omit<Delivered, 'destination'> | undefined {
  const items = Object.values(held.items)
  const [newest] = items.toSorted((a, b) => b.at - a.at)
  if (newest && isThere(held)) {
    const isOpen = held.asked !== undefined || items.some(({ state }) => state !== 'held')
    const request = newest.request === '' ? null : newest.request
    return { state: isOpen ? 'open' : 'held', at: iso(newest.at), request, items: items.length }
  }
  return held.left && { state: 'removed', at: iso(held.left.at), request: held.left.request, items: 0 }
}
