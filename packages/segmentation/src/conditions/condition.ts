// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import { hash32 } from '@weir/contracts'
import { canonicalKey } from '../definition/selectors.ts'
import type { Entry } from '../state/entry.ts'
import type { EntrySource } from '../state/state-spec.ts'
import type { Evaluations, WindowState } from '../state/window-state.ts'

/**
 * A compiled condition over events: where its entries come from, and what they say at any instant.
 */
export interface CompiledEventCondition {
  kind: 'event'
  /** A hash of the canonical definition: the same for equal conditions. */
  id: number
  key: string
  source: EntrySource
  /** The window state it reads; 0 until it is part of a program. */
  stateId: number
  truthAt: (state: WindowState, at: number) => boolean
  /**
   * The next instant after `after` at which the truth may change by itself; Infinity when it does
   * not. It may be early, never late.
   */
  nextTransition: (state: WindowState, after: number) => number
  /**
   * Both of these at once, written down as what reader `i` of the window state says: the fold asks
   * so for every event.
   */
  evaluate: (state: WindowState, at: number, evaluations: Evaluations, i: number) => void
  /** Whether that is so little work that its outcome is not worth keeping. */
  isCheap: boolean
  /**
   * What the truth at T rests on: the entries that count then, and the measure where it is a
   * number.
   */
  evidence(state: WindowState, at: number): ConditionEvidence
}

export interface ConditionEvidence {
  entries: Entry[]
  /** As the rule writes it (amounts not in ten-thousandths); undefined where there is none. */
  value: number | undefined
}

/** What every compiled condition over events is known by. @param definition as the rule has it */
export function identityOf(definition: unknown): { kind: 'event'; id: number; key: string } {
  const key = canonicalKey(definition)
  return { kind: 'event', id: hash32(`leaf\0${key}`), key }
}
