// Held by packages/segmentation/src/evolve/since.prop.test.ts

import type { PersonEvent, SegmentDefinition } from '@weir/contracts'
import { consentFrom } from '../evolve/apply-event.ts'
import type { Change } from '../evolve/reconcile.ts'
import { nextTransitionOfAny } from '../evolve/transitions.ts'
import { remember } from '../explain/explain.ts'
import { isMemberAt, latestRevisions } from '../oracle/oracle.ts'
import type { SegmentProgram } from '../program/compile-segment.ts'
import { compile } from '../program/compile.ts'
import { START } from './histories.ts'

const DAY = 86_400_000

/** A change that is written down. */
export type Row = Pick<Change, 'at' | 'member'>

/** Tells what is written down of one person. Instants are Unix ms. */
export interface Recorder {
  rows: Row[]
  /** Time passes. @param known everything that has come. */
  pass(known: readonly PersonEvent[], to: number): void
  /** Something came late, which counts from an instant on. */
  late(known: readonly PersonEvent[], from: number): void
  /** The person turns out to be another one, too, who has been followed to an instant. */
  merge(known: readonly PersonEvent[], to: number): void
}

/**
 * What the documented rule writes down, told by the oracle: it knows everything, and never goes
 * behind the last recorded change. For tests only.
 */
export function createRecorder(segment: SegmentDefinition): Recorder {
  const program = compile(1, [segment])
  const rows: Row[] = []
  let asOf = -Infinity
  const walk = (known: readonly PersonEvent[], from: number, to: number): void => {
    const instants = [from, ...instantsOf(known, program.segments[0]!, to)].filter((at) => at >= from && at <= to)
    for (const at of instants.sort((a, b) => a - b)) {
      const member = isMemberAt(segment, known, at)
      if (member !== (rows.at(-1)?.member ?? false)) rows.push({ at, member })
    }
  }
  return {
    rows,
    pass(known, to) {
      if (to <= asOf) return
      if (known.length > 0) walk(known, asOf + 1, to)
      asOf = to
    },
    late: (known, from) => walk(known, Math.max(from, rows.at(-1)?.at ?? -Infinity), asOf),
    merge(known, to) {
      asOf = Math.max(asOf, to)
      walk(known, rows.at(-1)?.at ?? -Infinity, asOf)
    },
  }

  /**
   * Whenever the truth may turn: as a memory that drops nothing has it, and whenever anything was
   * said.
   */
  function instantsOf(known: readonly PersonEvent[], own: SegmentProgram, to: number): number[] {
    const person = remember(program, latestRevisions(known))
    const found = known.flatMap(({ hit }) => [hit.event_time, consentFrom(hit)])
    for (let at = START - DAY; at <= to;) found.push((at = nextTransitionOfAny(person, own.conditions, at)))
    return found
  }
}
