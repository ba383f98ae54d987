import type { AliasRow, FactRow, PersonEvent } from '@weir/contracts'
import { toFact } from '@weir/segmenter'
import { tempFolder } from '@weir/testkit'
import { migrate, openWarehouse } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'

export interface FactsWarehouse extends AsyncDisposable {
  warehouse: Warehouse
}

/** A warehouse of its own that holds these events as facts, and knows who was absorbed. */
export function openFactsWarehouse(events: readonly PersonEvent[], aliases: readonly AliasRow[] = []): Promise<FactsWarehouse> {
  return openFactRows(
    events.map((event, off) => toFact(event, 1, [], { part: 0, off, n: 0 })),
    aliases,
  )
}

/** A warehouse of its own that holds these rows. */
export async function openFactRows(facts: readonly FactRow[], aliases: readonly AliasRow[] = []): Promise<FactsWarehouse> {
  const closers: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  const folder = await tempFolder('facts')
  closers.push(async () => folder[Symbol.asyncDispose]())
  const chdb = await startChdb({ dir: folder.path })
  closers.push(() => chdb.close())
  const warehouse = openWarehouse(chdb)
  closers.push(() => warehouse.close())
  await migrate(warehouse)
  for (const [table, rows] of [['facts', facts] as const, ['person_aliases', aliases] as const]) {
    if (rows.length === 0) continue
    const lines = rows.map((row) => Buffer.from(JSON.stringify(row)))
    await warehouse.insertLines(table, lines)
  }
  return { warehouse, [Symbol.asyncDispose]: close }
}
