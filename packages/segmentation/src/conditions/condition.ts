// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import { hash32 } from '@weir/contracts'
import { canonicalKey } from '../definition/selectors.ts'
import type { Entry } from '../state/entry.ts'
import type { EntrySource } from '../state/state-spec.ts'
import type { Evaluations, WindowState } from '../state/window-state.ts'

/**
 * A compiled condition over events: where its entries come from, and whether it holds at any
 * instant.
 */
export interface CompiledEventCondition {
  kind: 'event'
  /** A hash of the canonical definition: the same for equal conditions. */
  id: number
  key: string
  source: EntrySource
  /** The id of the window state that it reads; 0 until the condition is part of a program. */
  stateId: number
  truthAt: (state: WindowState, at: number) => boolean
  /**
   * Returns the next instant after `after` at which the truth may change by itself, or Infinity
   * when it does not. The instant may be too early, never too late.
   */
  nextTransition: (state: WindowState, after: number) => number
  /**
   * Computes both of these in one call and stores them as the answers of reader `i`. The fold calls
   * it for every event.
   */
  evaluate: (state: WindowState, at: number, evaluations: Evaluations, i: number) => void
  /** Whether `evaluate` is so cheap that its answers are not worth keeping. */
  isCheap: boolean
  /**
   * Returns what the truth at T rests on: the entries that count then, and the measure if it is a
   * number.
   */
  evidence(state: WindowState, at: number): ConditionEvidence
}

export interface ConditionEvidence {
  entries: Entry[]
  /**
   * In the unit of the rule (not in ten-thousandths); of a rule with `per` the value that reached
   * the comparison; undefined if there is none.
   */
  value: number | string | undefined
}

/**
 * Returns the fields that identify a compiled condition over events.
 * @param definition the condition as the rule has it.
 */
export function identityOf(definition: unknown): { kind: 'event'; id: number; key: string } {
  const key = canonicalKey(definition)
  return { kind: 'event', id: hash32(`leaf\0${key}`), key }
}
