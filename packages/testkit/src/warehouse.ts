import { join } from 'node:path'
import { openWarehouse } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'
import type { Chdb } from '@weir/warehouse/chdb'
import { tempFolder } from './temp-folder.ts'
import { layWarehouse } from './warehouse-template.ts'

export { layWarehouse }

/** The real engine in a child process, with our tables, and without rows. */
export interface TestWarehouse extends AsyncDisposable {
  warehouse: Warehouse
  chdb: Chdb
}

/**
 * A warehouse of its own for a test. It is gone when its scope ends.
 * @param options faults: whether inserts can be made to fail.
 */
export async function openTestWarehouse({ faults = false } = {}): Promise<TestWarehouse> {
  const folder = await tempFolder('warehouse')
  const dir = join(folder.path, 'data')
  await layWarehouse(dir)
  const chdb = await startChdb({ dir, faults })
  const warehouse = openWarehouse(chdb)
  return {
    warehouse,
    chdb,
    async [Symbol.asyncDispose]() {
      await warehouse.close()
      await chdb.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
