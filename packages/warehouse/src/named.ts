// Held by packages/warehouse/src/contract/erasing.ts

import { randomUUID } from 'node:crypto'
import { WarehouseError } from './errors.ts'
import type { Warehouse } from './port.ts'

const ROWS_PER_INSERT = 10_000
const LIMITS = { maxSeconds: 100 }
/** What a process has left that died is removed by the next one, after so many seconds. */
const LEFT_S = 3_600

/**
 * Does something with a list of ids that no file may have: they stand in a table in memory, because
 * a mutation keeps its text on disk. Each call has a list of its own, so several processes may
 * erase at once.
 * @param work is given what statements select the ids by.
 * @throws WarehouseError when the list was not there to the end: nobody knows then what was done.
 */
export async function withNamed<T>(
  warehouse: Warehouse,
  ids: readonly string[],
  work: (named: string) => Promise<T>,
): Promise<T> {
  const list = randomUUID()
  const isOurs = `list = '${list}'`
  try {
    await warehouse.command(`ALTER TABLE erasing_lists DELETE WHERE at < now() - ${LEFT_S}`)
    for (let from = 0; from < ids.length; from += ROWS_PER_INSERT) {
      const part = ids.slice(from, from + ROWS_PER_INSERT)
      await warehouse.insertLines(
        'erasing_lists',
        part.map((id) => Buffer.from(JSON.stringify({ list, id }))),
      )
    }
    const done = await work(`(SELECT id FROM erasing_lists WHERE ${isOurs})`)
    await mustBeThere(warehouse, isOurs, ids.length)
    return done
  } finally {
    await warehouse.command(`ALTER TABLE erasing_lists DELETE WHERE ${isOurs}`)
  }
}

/** Memory is lost when the engine starts anew: then statements have found nobody. */
async function mustBeThere(warehouse: Warehouse, isOurs: string, wanted: number): Promise<void> {
  const sql = `SELECT toString(count()) AS ids FROM erasing_lists WHERE ${isOurs}`
  const [row] = await warehouse.query<{ ids: string }>(sql, {}, LIMITS)
  if (Number(row?.ids ?? 0) < wanted)
    throw new WarehouseError('the list of whom to erase was lost meanwhile', {
      code: 'LIST_LOST',
      fault: 'outage',
      outcomeUnknown: true,
    })
}
