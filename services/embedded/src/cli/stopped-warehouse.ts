import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { migrate, openWarehouse, WarehouseError } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'
import { lockDataFolder } from '../lock.ts'
import { UsageError } from './usage-error.ts'

/**
 * Works with the warehouse of a one-process deployment that has stopped.
 * @param folder its data folder.
 * @throws UsageError when there is no data, when Weir runs, and for what the engine refuses.
 */
export async function withStoppedWarehouse<T>(folder: string, work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  if (!existsSync(join(folder, 'warehouse')))
    throw new UsageError(`there is no data of Weir in ${folder}: name the folder with --data`)
  const lock = await lockDataFolder(folder)
  try {
    const chdb = await startChdb({ dir: join(folder, 'warehouse') })
    const warehouse = openWarehouse(chdb)
    try {
      await migrate(warehouse)
      return await work(warehouse)
    } catch (error) {
      // The engine says what is wrong with what the user asked for.
      throw error instanceof WarehouseError ? new UsageError(error.message, { cause: error }) : error
    } finally {
      await warehouse.close()
      await chdb.close()
    }
  } finally {
    await lock.release()
  }
}
