import type { FaultKind } from './faults.ts'

/** What the parent tells the chDB child. */
export type ToChild =
  | { kind: 'start'; dir: string; user: string; password: string; faultsAllowed: boolean }
  | { kind: 'stop' }
  | { kind: 'fault'; fault: FaultKind; times: number }
  | { kind: 'release' }
  | { kind: 'fired' }

/** What the child says. `fired` answers `fault`, `release` and `fired`: how many ordered faults have happened so far. */
export type FromChild = { kind: 'ready'; port: number } | { kind: 'failed'; reason: string } | { kind: 'fired'; count: number }
