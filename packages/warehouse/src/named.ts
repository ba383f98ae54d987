// Held by packages/warehouse/src/contract/retention.ts

import type { Warehouse } from './port.ts'

const ROWS_PER_INSERT = 10_000
/** What statements select whom by. */
export const NAMED = '(SELECT id FROM erasing)'

const turns = new WeakMap<Warehouse, Promise<unknown>>()

/**
 * Does something with a list of ids that no file may have: they stand in a table in memory, because
 * a mutation keeps its text on disk. One at a time in this process.
 */
export function withNamed<T>(warehouse: Warehouse, ids: readonly string[], work: () => Promise<T>): Promise<T> {
  const next = (turns.get(warehouse) ?? Promise.resolve()).then(
    () => named(warehouse, ids, work),
    () => named(warehouse, ids, work),
  )
  // Its failure is its caller's; the next one begins all the same.
  turns.set(warehouse, next)
  return next
}

async function named<T>(warehouse: Warehouse, ids: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    await warehouse.command('TRUNCATE TABLE erasing')
    for (let from = 0; from < ids.length; from += ROWS_PER_INSERT) {
      const part = ids.slice(from, from + ROWS_PER_INSERT)
      await warehouse.insertLines(
        'erasing',
        part.map((id) => Buffer.from(JSON.stringify({ id }))),
      )
    }
    return await work()
  } finally {
    await warehouse.command('TRUNCATE TABLE erasing')
  }
}
