// The port and its one client. The chDB child is a subpath: ./chdb.
export * from './client.ts'
export * from './errors.ts'
export * from './migrate.ts'
export * from './port.ts'
