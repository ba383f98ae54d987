// Intervals of what was counted: shares, and ratios of sums over persons.
export * from './confidence.ts'
export * from './delta.ts'
export * from './wilson.ts'
