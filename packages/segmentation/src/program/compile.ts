// Held by packages/segmentation/src/program/revise.prop.test.ts

import type { SegmentDefinition } from '@weir/contracts'
import { emptyProgram } from './program.ts'
import type { Program } from './program.ts'
import { reviseProgram } from './revise.ts'

type Definitions = readonly SegmentDefinition[]

/**
 * The same list is compiled when it is checked, while it waits and when it comes into force: once
 * is enough.
 */
const programs = new WeakMap<Definitions, { of: Definitions; program: Program }>()

/** The programs made last: the next one mostly differs from one of them in a single segment. */
let recent: readonly Program[] = []
const RECENT_MAX = 4

/** @throws RangeError when a rule makes no sense; the message is for its author. */
export function compile(version: number, definitions: Definitions): Program {
  const known = programs.get(definitions)
  const isSame = known?.of.length === definitions.length && known.of.every((definition, i) => definition === definitions[i])
  const program = isSame ? known.program : compileList(definitions)
  if (!isSame) programs.set(definitions, { of: [...definitions], program })
  return { ...program, version }
}

function compileList(definitions: Definitions): Program {
  const base = recent.find((program) => sharesMost(program, definitions))
  const program = (base && reviseProgram(base, definitions)) ?? compileAfresh(definitions)
  recent = [program, ...recent.filter((other) => other !== base)].slice(0, RECENT_MAX)
  return program
}

function sharesMost({ bySegment }: Program, definitions: Definitions): boolean {
  let same = 0
  for (const definition of definitions) if (bySegment.get(definition.number)?.definition === definition) same++
  return 2 * same > definitions.length
}

/** Whatever was compiled before. @throws RangeError as {@link compile}. */
export function compileAfresh(definitions: Definitions): Program {
  // Nothing is in another order than in an empty program, and nothing in it reads another state.
  return reviseProgram(emptyProgram(), definitions)!
}
