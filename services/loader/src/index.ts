// Loads facts, memberships and rejected rows from the log into the warehouse.
export { isErased as isErasedRow } from './erased-rows.ts'
export * from './loader.ts'
export { keepSegmentTable } from './segment-table.ts'
