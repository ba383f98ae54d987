// The life of a process of the distributed deployment: settings, waiting for what it needs, health, work, a clean stop.
export * from './keep-running.ts'
export * from './reach.ts'
export * from './readiness.ts'
export * from './run-process.ts'
