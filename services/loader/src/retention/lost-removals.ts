// Held by tests/e2e/erasure-handed.e2e.test.ts

import { clickhouseTime } from '@weir/contracts'
import type { ErasedMemberRow, StoredErasure } from '@weir/contracts'
import type { Erased } from '@weir/runtime'
import { lostIdentifiers } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'

/**
 * Identifiers that the erased had lost before, which destinations may not have heard of: their rows
 * go with the erasure, so they are kept as removals, at the places at which they are told.
 */
export async function keepLostIdentifiers(
  { warehouse, erased }: { warehouse: Warehouse; erased: Pick<Erased, 'open'> },
  requests: readonly StoredErasure[],
): Promise<void> {
  const handed = new Map<string, { sealed: string; at: number; to: readonly string[] }>()
  for (const { handed: groups = [], who, at = 0 } of requests)
    for (const { number, to, who: places } of groups) {
      const sealed = places.flatMap((place) => who[place] ?? [])
      for (const [i, person] of erased.open(sealed).entries())
        handed.set(`${number} ${person}`, { sealed: sealed[i] ?? '', at, to })
    }
  if (handed.size === 0) return
  const persons = [...new Set([...handed.keys()].map((key) => key.slice(key.indexOf(' ') + 1)))]
  const rows = (await lostIdentifiers(warehouse, persons)).flatMap((lost): ErasedMemberRow[] => {
    const found = handed.get(`${lost.segment_number} ${lost.person}`)
    if (!found) return []
    return [{ ...lost, person: found.sealed, erased_at: clickhouseTime(found.at), destinations: found.to }]
  })
  if (rows.length === 0) return
  await warehouse.insertLines(
    'erased_members',
    rows.map((row) => Buffer.from(JSON.stringify(row))),
  )
}
