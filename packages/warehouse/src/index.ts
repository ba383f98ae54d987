// The port and its one client. The chDB child is a subpath: ./chdb.
export { READING_SETTINGS, openWarehouse } from './client.ts'
export type { WarehouseOptions } from './client.ts'
export * from './database.ts'
export * from './errors.ts'
export * from './migrate.ts'
export * from './port.ts'
export * from './segment-rows.ts'
export * from './server-time.ts'
