import type { WarehouseOptions } from '../client.ts'
import { WarehouseError } from '../errors.ts'
import type { Params, Warehouse } from '../port.ts'

/** What the promises are tried on: one migrated warehouse for all of them. */
export interface Setting {
  readonly options: WarehouseOptions
  readonly warehouse: Warehouse
  /** The first row of a query. */
  one<T>(sql: string, params?: Params): Promise<T | undefined>
}

export const LIMITS = { maxSeconds: 20 }

/** @returns what the call failed with. */
export async function failure(call: Promise<unknown>): Promise<WarehouseError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof WarehouseError)) throw new Error(`expected a WarehouseError, got ${String(error)}`)
  return error
}
