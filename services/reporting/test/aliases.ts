import type { AliasRow } from '@weir/contracts'
import type { Warehouse } from '@weir/warehouse'
import { jsonLine, sampleAlias } from '@weir/warehouse/contract'

/** Lets the warehouse know who was absorbed by whom: `[absorbed, into]`. */
export async function absorb(warehouse: Warehouse, pairs: readonly (readonly [person: string, into: string])[]): Promise<void> {
  const rows = pairs.map(([person, into], i): AliasRow => sampleAlias({ person, into, version: i + 1 }))
  await warehouse.insertLines('person_aliases', rows.map(jsonLine))
}
