import type { SegmentDefinition } from '@weir/contracts'
import { newPerson } from '../profile/person.ts'
import { inOrder } from '../state/in-order.ts'
import { reviseReverseIndex } from '../state/reverse-index.ts'
import { bindConditions } from './bind.ts'
import { compileSegment } from './compile-segment.ts'
import type { SegmentProgram } from './compile-segment.ts'
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
  const places = placesIn(before, definitions)
  if (!places) return undefined
  const conditions = new Map(before.conditions)
  const kept = keptOf(before, definitions)
  const segments = definitions.map(
    (definition, i) => kept.get(definition) ?? compileSegment(definition, places[i]!, definitions, conditions),
  )
  const fresh = segments.filter((segment) => !kept.has(segment.definition))
  const stays = new Set(kept.values())
  const gone = stays.size === before.segments.length ? [] : before.segments.filter((segment) => !stays.has(segment))
  const bound = bindConditions(before, conditions, { gone, fresh })
  if (!bound) return undefined
  return {
    version: 0,
    segments,
    bySegment: new Map(segments.map((segment) => [segment.number, segment])),
    ...bound.parts,
    index: reviseReverseIndex(before.index, bound.goneSpecs, bound.addedSpecs),
    trueWhenEmpty: inOrder(
      before.trueWhenEmpty.filter((segment) => stays.has(segment)),
      fresh.filter(isTrueWhenEmpty),
      ({ place }) => place,
    ),
    scratch: [],
  }
}

/**
 * Segments keep their places; new ones come last.
 * @returns undefined when that is not the order of the list.
 */
function placesIn(before: Program, definitions: readonly SegmentDefinition[]): number[] | undefined {
  const places: number[] = []
  let last = -1
  for (const { id, number } of definitions) {
    const known = before.bySegment.get(number)
    const place = known?.definition.id === id ? known.place : last + 1
    if (place <= last) return undefined
    places.push((last = place))
  }
  return places
}

/** What need not be compiled again: neither it nor anything that it refers to has changed. */
function keptOf(
  { segments, bySegment }: Program,
  definitions: readonly SegmentDefinition[],
): Map<SegmentDefinition, SegmentProgram> {
  const kept = new Map<SegmentDefinition, SegmentProgram>()
  const changed = new Set<string>()
  for (const definition of definitions) {
    const known = bySegment.get(definition.number)
    if (known?.definition === definition) kept.set(definition, known)
    else changed.add(definition.id)
  }
  if (kept.size < segments.length) for (const { definition } of segments) if (!kept.has(definition)) changed.add(definition.id)
  for (const [definition, { refersTo }] of kept)
    if (refersTo.size > 0 && [...refersTo].some((id) => changed.has(id))) kept.delete(definition)
  return kept
}

const NOBODY = newPerson('', 0, 0)

/** Where consent decides inside the rule, anything may hold at birth. */
function isTrueWhenEmpty(segment: SegmentProgram): boolean {
  return segment.gates.length > 1 || segment.holds(NOBODY, 0)
}
