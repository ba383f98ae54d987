// Held by packages/consent/src/said.prop.test.ts

import { learnConsent } from './fold.ts'
import type { PersonConsent } from './fold.ts'
import { isBasis, marksOf } from './codes.ts'

/** What one hit said of consent. */
export interface Statement {
  /** Since when it counts, Unix ms. */
  at: number
  /** Its marks as a number, see {@link codeOf}. */
  code: number
  /** Between the one before and this one were others that said the same, and are forgotten. */
  repeats: boolean
}

/**
 * What is remembered of what somebody's hits said of consent, so that a late hit finds what stood
 * at its own time. Of bases that repeat one another only the first and the last are kept: they say
 * nothing that the newest signal does not overrule.
 */
export interface Said {
  /** What the forgotten ones add up to. */
  base: PersonConsent
  /** From this instant on (Unix ms) it is known what stood. */
  exactFrom: number
  /** In order of time. */
  statements: Statement[]
}

/** So many statements are remembered of one person. */
export const STATEMENTS_MAX = 8

export function nothingSaid(): Said {
  return { base: {}, exactFrom: -Infinity, statements: [] }
}

/** Forgets the statement that is worth least. */
export function forgetOne(said: Said): void {
  const { statements } = said
  const repeat = statements.findIndex((_, i) => isRepeat(statements, i))
  if (repeat > 0) return dropRepeat(statements, repeat)
  const oldest = statements.shift()!
  learnConsent(said.base, marksOf(oldest.code), oldest.at)
  said.exactFrom = oldest.at
}

/** Whether a statement says what both the one before and the one after it say. */
function isRepeat(statements: readonly Statement[], i: number): boolean {
  const code = statements[i]?.code
  return code !== undefined && statements[i - 1]?.code === code && statements[i + 1]?.code === code
}

function dropRepeat(statements: Statement[], i: number): void {
  statements.splice(i, 1)
  statements[i]!.repeats = true
}

/** Of a source's bases that repeat one another, those in between are forgotten at once. */
export function forgetRepeatedBasis(statements: Statement[], i: number): void {
  if (isRepeat(statements, i) && isBasis(statements[i]!.code)) dropRepeat(statements, i)
}
