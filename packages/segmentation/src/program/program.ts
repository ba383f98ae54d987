import type { CompiledEventCondition } from '../conditions/condition.ts'
import type { CompiledTraitCondition } from '../conditions/trait.ts'
import { reviseReverseIndex } from '../state/reverse-index.ts'
import type { ReverseIndex } from '../state/reverse-index.ts'
import type { StateSpec } from '../state/state-spec.ts'
import type { Evaluations } from '../state/window-state.ts'
import type { CompiledCondition, SegmentProgram } from './compile-segment.ts'

/**
 * All live segments, compiled once and indexed so that an event touches only the conditions it can
 * change. Equal conditions of different segments are one condition, and conditions over the same
 * events read one window state. A program never changes; the next one shares what stays the same.
 */
export interface Program {
  version: number
  /** In the order of the definitions. */
  segments: readonly SegmentProgram[]
  bySegment: ReadonlyMap<number, SegmentProgram>
  conditions: ReadonlyMap<number, CompiledCondition>
  /** By the number of a condition: the segments that use it, in their order. */
  users: ReadonlyMap<number, readonly SegmentProgram[]>
  /** In the order of their first readers. */
  stateSpecs: ReadonlyMap<number, BoundStateSpec>
  /** By the key of their source. */
  bySource: ReadonlyMap<string, BoundStateSpec>
  index: ReverseIndex<BoundStateSpec>
  traits: ReadonlyMap<string, readonly BoundCondition<CompiledTraitCondition>[]>
  /** Segments that hold for a person of whom nothing is known but that they exist. */
  trueWhenEmpty: readonly SegmentProgram[]
  /** Where readers write what is not kept with a window state; read before any other is asked. */
  scratch: Evaluations
}

/** A condition with the segments that use it. */
export interface BoundCondition<L extends CompiledCondition> {
  condition: L
  users: readonly SegmentProgram[]
}

/** A window state with the conditions that read it; none while it is being backfilled. */
export interface BoundStateSpec extends StateSpec {
  /** In the order in which segments use them first. */
  readers: readonly BoundCondition<CompiledEventCondition>[]
  /** Its place among the window states: that of its first reader. */
  order: number
  /** Whether what they say is kept with the state: not where asking them again is less work. */
  keepsEvaluations: boolean
}

/**
 * @param filling window states to feed besides those of the segments: of coming definitions, while
 *   they are filled from history.
 */
export function withFilling(program: Program, filling: readonly StateSpec[]): Program {
  const unread = filling.filter(({ id }) => !program.stateSpecs.has(id))
  const added = unread.map((spec): BoundStateSpec => ({ ...spec, readers: [], order: Infinity, keepsEvaluations: false }))
  return {
    ...program,
    stateSpecs: new Map([...program.stateSpecs, ...added.map((spec) => [spec.id, spec] as const)]),
    index: reviseReverseIndex(program.index, new Set(), added),
  }
}

/** A program that has compiled no definition. */
export function emptyProgram(): Program {
  return {
    version: 0,
    segments: [],
    bySegment: new Map(),
    conditions: new Map(),
    users: new Map(),
    stateSpecs: new Map(),
    bySource: new Map(),
    index: reviseReverseIndex<BoundStateSpec>(undefined, new Set(), []),
    traits: new Map(),
    trueWhenEmpty: [],
    scratch: [],
  }
}
