// What stamps facts anew: who is to be looked at, what they did, and what was true of them.
export * from './histories.ts'
export * from './people.ts'
export * from './progress.ts'
export * from './stamps.ts'
