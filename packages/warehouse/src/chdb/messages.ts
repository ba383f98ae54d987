import type { EngineOptions } from './engine.ts'
import type { FaultKind } from './faults.ts'

/** What a server of its own (alone.ts) reads from its file. */
export type AloneSettings = Omit<EngineOptions, 'faultsAllowed'>

/** What the parent tells the chDB child. */
export type ToChild =
  | ({ kind: 'start' } & EngineOptions)
  | { kind: 'stop' }
  | { kind: 'fault'; fault: FaultKind; times: number }
  | { kind: 'release' }
  | { kind: 'fired' }

/**
 * What the child says. `fired` answers `fault`, `release` and `fired`: how many ordered faults have
 * happened so far.
 */
export type FromChild = { kind: 'ready'; port: number } | { kind: 'failed'; reason: string } | { kind: 'fired'; count: number }
