// Pure: what a destination has of a person, and what it has to be told.
export * from './batches.ts'
export * from './held.ts'
export * from './outcome.ts'
export * from './plan.ts'
export * from './standing.ts'
