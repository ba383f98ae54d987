import { join } from 'node:path'
import { openWarehouse } from '@weir/warehouse'
import type { Params, Warehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'

/** The warehouse of a data folder whose Weir has stopped, for looking at the tables themselves. */
export interface ClosedWarehouse extends AsyncDisposable {
  rows<T>(sql: string, params?: Params): Promise<T[]>
  /** For tests that spoil the data to see that this is noticed. */
  warehouse: Warehouse
}

export async function openClosedWarehouse(folder: string): Promise<ClosedWarehouse> {
  const chdb = await startChdb({ dir: join(folder, 'warehouse') })
  const warehouse = openWarehouse(chdb)
  return {
    warehouse,
    rows: (sql, params = {}) => warehouse.query(sql, params, { maxSeconds: 60 }),
    async [Symbol.asyncDispose]() {
      await warehouse.close()
      await chdb.close()
    },
  }
}
