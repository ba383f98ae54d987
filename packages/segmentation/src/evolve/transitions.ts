// Held by packages/segmentation/src/evolve/evolve.prop.test.ts

import type { Person } from '../profile/person.ts'
import type { CompiledCondition, SegmentProgram } from '../program/compile-segment.ts'
import type { Program, BoundStateSpec } from '../program/program.ts'
import type { Evaluations, WindowState } from '../state/window-state.ts'
import { nextTraitTransition } from '../conditions/trait.ts'

/** Returns the first instant after `after` at which a condition changes by itself, or Infinity. */
export function nextTransitionOf(condition: CompiledCondition, person: Person, after: number): number {
  if (condition.kind === 'trait') return nextTraitTransition(condition, person.traits.get(condition.trait), after)
  const state = person.windowStates.get(condition.stateId)
  return state ? condition.nextTransition(state, after) : Infinity
}

/** Returns the first instant after `after` at which any of the conditions changes by itself. */
export function nextTransitionOfAny(person: Person, conditions: Iterable<CompiledCondition>, after: number): number {
  let next = Infinity
  for (const condition of conditions) next = Math.min(next, nextTransitionOf(condition, person, after))
  return next
}

/**
 * Evaluates all readers of a window state at an instant.
 * @param changed receives the users of conditions whose answer differs from the last one.
 * @returns until when nothing changes.
 */
export function evaluateReaders(
  { scratch }: Pick<Program, 'scratch'>,
  { readers, keepsEvaluations }: BoundStateSpec,
  state: WindowState,
  at: number,
  changed?: (users: readonly SegmentProgram[]) => void,
): number {
  const evaluations = keepsEvaluations ? (state.evaluations ??= []) : scratch
  state.guesses = false
  let until = Infinity
  for (let i = 0; i < readers.length; i++) {
    const { condition, users } = readers[i]!
    const before = evaluations[2 * i]
    condition.evaluate(state, at, evaluations, i)
    if (changed !== undefined && evaluations[2 * i] !== before) changed(users)
    if (evaluations[2 * i + 1]! < until) until = evaluations[2 * i + 1]!
  }
  return until
}

/**
 * Returns the answers of all readers of a window state at an instant. The kept answers are used if
 * nothing changes until `until`. The caller reads them before the next evaluation.
 */
export function evaluationsAt(
  program: Pick<Program, 'scratch'>,
  spec: BoundStateSpec,
  state: WindowState,
  at: number,
  until: number,
): Evaluations {
  if (!(state.evaluations && until > at)) evaluateReaders(program, spec, state, at)
  return state.evaluations ?? program.scratch
}

/**
 * Returns the earliest instant after `asOf` at which any condition of this person changes, or at
 * which the person begins to exist.
 */
export function nextInstant(program: Program, person: Person): number {
  const { asOf, firstSeen, traits } = person
  let instant = person.windowStates.leastUntil(asOf, (id, state) => {
    const spec = program.stateSpecs.get(id)
    return spec ? evaluateReaders(program, spec, state, asOf) : Infinity
  })
  if (firstSeen > asOf && firstSeen < instant) instant = firstSeen
  if (traits.size > 0 && program.traits.size > 0)
    for (const key of traits.keys())
      for (const { condition } of program.traits.get(key) ?? [])
        instant = Math.min(instant, nextTransitionOf(condition, person, asOf))
  return instant
}

/**
 * Moves the person's window states to the instant that {@link nextInstant} found.
 * @returns the segments that may change at it, in their order.
 */
export function transition(program: Program, person: Person, instant: number): readonly SegmentProgram[] {
  const born = person.firstSeen === instant && person.firstSeen > person.asOf
  const segments: SegmentProgram[] = []
  const { asOf } = person
  person.windowStates.transitionAt(instant, (id, state) =>
    transitionState(program, program.stateSpecs.get(id)!, state, { asOf, instant }, segments),
  )
  if (person.traits.size > 0 && program.traits.size > 0)
    for (const key of person.traits.keys())
      for (const { condition, users } of program.traits.get(key) ?? [])
        if (nextTransitionOf(condition, person, person.asOf) === instant) segments.push(...users)
  if (born) return program.segments
  return segments.length < 2 ? segments : [...new Set(segments)].sort((a, b) => a.place - b.place)
}

/** Evaluates only the conditions that change; the answers of the others stay valid. */
function transitionState(
  program: Program,
  spec: BoundStateSpec,
  state: WindowState,
  { asOf, instant }: { asOf: number; instant: number },
  segments: SegmentProgram[],
): number {
  const evaluations = evaluationsAt(program, spec, state, asOf, instant)
  let until = Infinity
  for (let i = 0; i < spec.readers.length; i++) {
    if (evaluations[2 * i + 1] === instant) {
      const { condition, users } = spec.readers[i]!
      for (const segment of users) segments.push(segment)
      condition.evaluate(state, instant, evaluations, i)
    }
    if (evaluations[2 * i + 1]! < until) until = evaluations[2 * i + 1]!
  }
  return until
}
