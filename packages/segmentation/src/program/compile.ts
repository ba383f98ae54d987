// Held by packages/segmentation/src/program/revise.prop.test.ts

import { isShared, madeFrom } from '@weir/contracts'
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
/** A list may be saved several times while it is not compiled. */
const STEPS_MAX = 16

/** @throws RangeError when a rule makes no sense; the message is for its author. */
export function compile(version: number, definitions: Definitions): Program {
  const known = programs.get(definitions)
  if (known && isAsItWas(definitions, known.of)) return { ...known.program, version }
  // What is worked out of a list is kept with it: of one that its owner may change, with a copy.
  const of = isShared(definitions) ? definitions : [...definitions]
  const program = compileList(of)
  programs.set(definitions, { of, program })
  return { ...program, version }
}

function isAsItWas(definitions: Definitions, of: Definitions): boolean {
  return definitions === of || (definitions.length === of.length && of.every((definition, i) => definition === definitions[i]))
}

function compileList(definitions: Definitions): Program {
  const base = programBefore(definitions) ?? recent.find((program) => sharesMost(program, definitions))
  const program = (base && reviseProgram(base, definitions)) ?? compileAfresh(definitions)
  recent = [program, ...recent.filter((other) => other !== base)].slice(0, RECENT_MAX)
  return program
}

/** The program of the list that this one was made from, some changes ago at most. */
function programBefore(definitions: Definitions): Program | undefined {
  let list = definitions
  for (let left = STEPS_MAX; left > 0; left--) {
    const origin = madeFrom(list)
    const known = origin && programs.get(origin.before)
    if (!origin || known) return known?.program
    list = origin.before
  }
  return undefined
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
