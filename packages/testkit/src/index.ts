// What tests share: seeded random numbers, a simulated clock, and things that clean up after
// themselves. Development only.
export * from './browser-agent.ts'
export * from './canaries.ts'
export * from './eventually.ts'
export * from './free-port.ts'
export * from './lossy-proxy.ts'
export * from './poison.ts'
export * from './process.ts'
export * from './random.ts'
export * from './sim-clock.ts'
export * from './stalling-proxy.ts'
export * from './temp-folder.ts'
export * from './turn.ts'
