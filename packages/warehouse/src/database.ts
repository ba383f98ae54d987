import { mustBeIdentifier, openWarehouse } from './client.ts'
import type { WarehouseOptions } from './client.ts'

/**
 * Makes the database of the options when it is not there. Asked for first, so that a user without
 * the right to create one may call this too. @throws WarehouseError when it is missing and cannot
 * be made.
 */
export async function ensureDatabase({ database = 'default', ...server }: WarehouseOptions): Promise<void> {
  mustBeIdentifier(database)
  // No statement can be sent within a database that does not exist.
  const warehouse = openWarehouse(server)
  try {
    const sql = 'SELECT name FROM system.databases WHERE name = {database:String}'
    if ((await warehouse.query(sql, { database }, { maxSeconds: 10 })).length > 0) return
    await warehouse.command(`CREATE DATABASE IF NOT EXISTS ${database}`)
  } finally {
    await warehouse.close()
  }
}
