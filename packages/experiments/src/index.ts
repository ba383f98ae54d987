// Who is in which arm of an experiment, and what became of it.
export * from './assign.ts'
export * from './compare.ts'
export * from './decide.ts'
export * from './mismatch.ts'
export * from './moments.ts'
export * from './plan.ts'
export * from './uplift.ts'
