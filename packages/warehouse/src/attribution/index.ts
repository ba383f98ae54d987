// What people did with ads before they converted.
export * from './last-touch.ts'
export * from './repeats.ts'
export * from './touches.ts'
