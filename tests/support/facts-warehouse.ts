import type { AliasRow, FactRow, PersonEvent } from '@weir/contracts'
import { toFact } from '@weir/segmenter'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { Warehouse } from '@weir/warehouse'

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
  const opened = await openTestWarehouse()
  for (const [table, rows] of [['facts', facts] as const, ['person_aliases', aliases] as const]) {
    if (rows.length === 0) continue
    const lines = rows.map((row) => Buffer.from(JSON.stringify(row)))
    await opened.warehouse.insertLines(table, lines)
  }
  return opened
}
