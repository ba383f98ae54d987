import { byIdOf, changesBetween, touchedBy } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import { newPerson } from '../profile/person.ts'
import { revisedOrder } from '../state/in-order.ts'
import { reviseReverseIndex } from '../state/reverse-index.ts'
import { bindConditions } from './bind.ts'
import { compileSegment } from './compile-segment.ts'
import type { CompiledCondition, KnownConditions, SegmentProgram } from './compile-segment.ts'
import type { Program } from './program.ts'

/**
 * Makes the program of a list out of that of another list. What it comes to is the same as
 * compiling the list from nothing, to the order of everything in it; what it costs depends on what
 * changed.
 * @returns undefined where only compiling from nothing will do: the order is another one, or
 *   conditions that stay read another window state.
 * @throws RangeError when a rule makes no sense.
 */
export function reviseProgram(before: Program, definitions: readonly SegmentDefinition[]): Program | undefined {
  const changes = changesBetween(before.definitions, definitions)
  if (!changes) return undefined
  const known = (id: string): SegmentProgram | undefined => programOf(before, id)
  // Neither what has not changed nor anything that it refers to need be compiled again.
  const touched = before.segments.length === 0 ? definitions : touchedBy(changes, definitions)
  const ended = [...changes.removed, ...touched.map(({ id }) => id)].flatMap((id) => known(id) ?? [])
  const added = new Map<number, CompiledCondition>()
  const conditions: KnownConditions = {
    get: (id) => added.get(id) ?? before.conditions.get(id),
    set: (id, condition) => void added.set(id, condition),
  }
  // Segments keep their places; new ones come last.
  let last = before.segments.at(-1)?.place ?? -1
  const fresh = touched.map((definition) =>
    compileSegment(definition, known(definition.id)?.place ?? ++last, definitions, conditions),
  )
  const gone = new Set(ended)
  const bound = bindConditions(before, added, { gone, fresh })
  if (!bound) return undefined
  return {
    version: 0,
    definitions,
    segments: revisedOrder(before.segments, gone, fresh, placeOf),
    bySegment: before.bySegment.with(
      fresh.map((segment) => [segment.number, segment]),
      ended.map(({ number }) => number),
    ),
    ...bound.parts,
    index: reviseReverseIndex(before.index, bound.goneSpecs, bound.addedSpecs),
    trueWhenEmpty: revisedOrder(before.trueWhenEmpty, gone, fresh.filter(isTrueWhenEmpty), placeOf),
    scratch: [],
  }
}

function programOf({ definitions, bySegment }: Program, id: string): SegmentProgram | undefined {
  const definition = byIdOf(definitions).get(id)
  const known = definition && bySegment.get(definition.number)
  return known?.definition.id === id ? known : undefined
}

function placeOf({ place }: SegmentProgram): number {
  return place
}

const NOBODY = newPerson('', 0, 0)

/** Where consent decides inside the rule, anything may hold at birth. */
function isTrueWhenEmpty(segment: SegmentProgram): boolean {
  return segment.gates.length > 1 || segment.holds(NOBODY, 0)
}
