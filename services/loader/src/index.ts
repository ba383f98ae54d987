// Loads facts, memberships and rejected rows from the log into the warehouse.
export * from './loader.ts'
export { keepSegmentTable } from './segment-table.ts'
