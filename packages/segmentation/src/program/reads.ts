// Held by tests/e2e/reports-of-the-past.e2e.test.ts

import type { SegmentDefinition } from '@weir/contracts'
import { expandRule } from '../definition/expand-references.ts'
import { isNamed } from '../definition/selectors.ts'
import { compile } from './compile.ts'
import type { Program } from './program.ts'

/** What of events a program looks at beyond their name, time and consent: which bodies it reads. */
export interface BodyReads {
  /** Of events of these names. */
  names: string[]
  /** Of events that say something of traits. */
  traits: boolean
}

/** @param names the names that events have. */
export function bodiesNeeded(program: Program, names: readonly string[]): BodyReads {
  const read = program.specs.filter(({ plain }) => !plain)
  return {
    names: names.filter((name) => read.some((spec) => isNamed(spec, name))),
    traits: program.traits.size > 0,
  }
}

/**
 * A program of these segments, and of those that they refer to.
 * @throws RangeError as compile.
 */
export function compileSome(numbers: ReadonlySet<number>, definitions: readonly SegmentDefinition[]): Program {
  const wanted = definitions.filter(({ number }) => numbers.has(number))
  if (wanted.length === definitions.length) return compile(1, definitions)
  const needed = new Set(wanted.flatMap((definition) => [definition.id, ...expandRule(definition, definitions).refersTo]))
  return compile(
    1,
    definitions.filter(({ id }) => needed.has(id)),
  )
}
