import type { Warehouse } from './port.ts'

/** What time the warehouse's machine says it is, Unix ms. @throws WarehouseError. */
export async function serverTime(warehouse: Warehouse): Promise<number> {
  const sql = 'SELECT toString(toUnixTimestamp64Milli(now64(3))) AS now'
  const [row] = await warehouse.query<{ now: string }>(sql, {}, { maxSeconds: 2, maxRows: 1 })
  return Number(row?.now)
}
