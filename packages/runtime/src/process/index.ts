// The life of a process of the distributed deployment: settings, waiting for what it needs, health,
// work, a clean stop.
export * from './supervise.ts'
export * from './wait-for-dependency.ts'
export * from './readiness.ts'
export * from './run-process.ts'
