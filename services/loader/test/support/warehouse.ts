import { tempFolder } from '@weir/testkit'
import { migrate, openWarehouse } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'

/** A warehouse of its own: the real engine in a child process, with our tables. */
export async function openLoaderWarehouse(): Promise<{ warehouse: Warehouse } & AsyncDisposable> {
  const folder = await tempFolder('loader')
  const chdb = await startChdb({ dir: folder.path })
  const warehouse = openWarehouse(chdb)
  await migrate(warehouse)
  return {
    warehouse,
    async [Symbol.asyncDispose]() {
      await warehouse.close()
      await chdb.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}
