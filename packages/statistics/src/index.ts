// Intervals and tests of what was counted: shares, and ratios of sums over persons.
export * from './bootstrap.ts'
export * from './confidence.ts'
export * from './delta.ts'
export * from './many-tests.ts'
export * from './normal.ts'
export * from './two-samples.ts'
export * from './wilson.ts'
