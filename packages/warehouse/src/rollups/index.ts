// Sums of facts by hour, segment and ad, conversions with their touches, and which days have them.
export * from './attribute.ts'
export * from './attributed-days.ts'
export * from './batches.ts'
export * from './make.ts'
export * from './sums.ts'
