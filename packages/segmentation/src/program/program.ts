import { SharedMap } from '@weir/contracts'
import type { DefinitionList } from '@weir/contracts'
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
  /** What it was compiled of. */
  definitions: DefinitionList
  /** In the order of the definitions. */
  segments: readonly SegmentProgram[]
  bySegment: SharedMap<number, SegmentProgram>
  conditions: SharedMap<number, CompiledCondition>
  /** By the number of a condition: the segments that use it, in their order. */
  users: SharedMap<number, readonly SegmentProgram[]>
  /** The window states in the order of their first readers. */
  specs: readonly BoundStateSpec[]
  /** The same by their numbers. */
  stateSpecs: SharedMap<number, BoundStateSpec>
  /** By the key of their source. */
  bySource: SharedMap<string, BoundStateSpec>
  index: ReverseIndex<BoundStateSpec>
  traits: SharedMap<string, readonly BoundCondition<CompiledTraitCondition>[]>
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
  if (unread.length === 0) return program
  const added = unread.map((spec): BoundStateSpec => ({ ...spec, readers: [], order: Infinity, keepsEvaluations: false }))
  return {
    ...program,
    specs: [...program.specs, ...added],
    stateSpecs: program.stateSpecs.with(added.map((spec) => [spec.id, spec])),
    index: reviseReverseIndex(program.index, new Set(), added),
  }
}

/**
 * The segments, in their order, that are not what they were: of one that was kept the conditions
 * and the gates are the same, so that nobody's membership changes with the definitions.
 */
export function changedSince({ bySegment }: Program, before: Program): SegmentProgram[] {
  return bySegment.differingFrom(before.bySegment).sort((a, b) => a.place - b.place)
}

/** A program that has compiled no definition. */
export function emptyProgram(): Program {
  return {
    version: 0,
    definitions: [],
    segments: [],
    bySegment: SharedMap.of(),
    conditions: SharedMap.of(),
    users: SharedMap.of(),
    specs: [],
    stateSpecs: SharedMap.of(),
    bySource: SharedMap.of(),
    index: reviseReverseIndex<BoundStateSpec>(undefined, new Set(), []),
    traits: SharedMap.of(),
    trueWhenEmpty: [],
    scratch: [],
  }
}
