import { PURPOSES } from '@weir/contracts'
import type { ConsentMark, SaidConsent } from '@weir/contracts'
import { grantsOf, learnConsent } from './fold.ts'
import type { PersonConsent } from './fold.ts'

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

/** What stood at an instant. @param current what all statements add up to. */
export function consentAsOf({ base, statements }: Said, current: PersonConsent, at: number): PersonConsent {
  const last = statements.at(-1)
  if (last === undefined || last.at <= at) return current
  const standing = copyOf(base)
  for (const statement of statements) if (statement.at <= at) learnConsent(standing, marksOf(statement.code), statement.at)
  return standing
}

/** When the next statement after an instant was made; Infinity when there is none. */
export function nextStatement({ statements }: Said, after: number): number {
  const last = statements.at(-1)
  if (last === undefined || last.at <= after) return Infinity
  return statements.find(({ at }) => at > after)!.at
}

/**
 * Adds what one hit said, in place.
 * @returns the purposes (as bits) for which something else stood at some instant of the past than
 *   was known: of a hit that is not
 * late, none.
 */
export function hear(said: Said, marks: SaidConsent, at: number): number {
  const { statements } = said
  let place = statements.length
  while (place > 0 && statements[place - 1]!.at > at) place--
  const next = statements[place]
  const given = codeOf(marks)
  const code = next?.repeats ? atWorst(given, next.code) : given
  if (next?.repeats && code === next.code) return 0
  for (let i = place; i > 0 && statements[i - 1]!.at === at; i--) if (statements[i - 1]!.code === code) return 0
  const [earlier, last] = [statements[place - 2], statements[place - 1]]
  // Most repeat what stood already; of two that were made at one instant the last need not have
  // stood.
  const isRepeated = last?.code === code && earlier?.at !== last.at
  const before = next === undefined || isRepeated ? undefined : standingsOver(said)
  if (at < said.exactFrom) learnConsent(said.base, marks, at)
  else statements.splice(place, 0, ...forgottenBefore(next, at), { at, code, repeats: false })
  const turned = before === undefined ? 0 : differences(before, standingsOver(said))
  forget(said, place)
  return turned
}

/**
 * A statement that falls among forgotten ones parts them: some of them may have come before it.
 * What they denied is noted at its own instant, so that a still later arrival before it is taken at
 * its worst, too. What they granted is not: a denial that comes between may have been the last
 * word.
 */
function forgottenBefore(next: Statement | undefined, at: number): Statement[] {
  if (!next?.repeats) return []
  const code = denialsIn(next.code)
  return code === NOTHING_SAID ? [] : [{ at, code, repeats: true }]
}

/** The granted purposes from each statement on. */
function standingsOver({ base, statements }: Said): { at: number; grants: number }[] {
  const standing = copyOf(base)
  const over = [{ at: -Infinity, grants: grantsOf(standing) }]
  for (const { at, code } of statements) {
    learnConsent(standing, marksOf(code), at)
    over.push({ at, grants: grantsOf(standing) })
  }
  return over
}

function differences(a: ReturnType<typeof standingsOver>, b: ReturnType<typeof standingsOver>): number {
  const grantsAt = (over: typeof a, instant: number): number => over.findLast(({ at }) => at <= instant)!.grants
  let bits = 0
  for (const { at } of [...a, ...b]) bits |= grantsAt(a, at) ^ grantsAt(b, at)
  return bits
}

/** Keeps the bound. @param place of what was added. */
function forget(said: Said, place: number): void {
  const { statements } = said
  for (const i of [place + 1, place, place - 1])
    if (isRepeat(statements, i) && isBasis(statements[i]!.code)) dropRepeat(statements, i)
  while (statements.length > STATEMENTS_MAX) forgetOne(said)
}

function forgetOne(said: Said): void {
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

/**
 * A statement that falls among forgotten ones, which all said the same: when the next of them came
 * is not known, so where it denied what this one grants, it is taken to have come at once. A denial
 * counts until the next that is known.
 */
function atWorst(code: number, forgotten: number): number {
  let worst = 0
  for (let i = 0; i < PURPOSES.length; i++) {
    const [given, then] = [bitsAt(code, i), bitsAt(forgotten, i)]
    const overruled = (given & GRANTED) !== 0 && denies(then) && (then & SIGNAL) >= (given & SIGNAL)
    worst |= (overruled ? then : given) << (BITS * i)
  }
  return worst
}

const BITS = 3
const GRANTED = 1
const SIGNAL = 2
const KEYLESS = 4
/** Nothing is said of the purpose: without a signal there is none that came without a key. */
const UNSAID = KEYLESS
const ALL_BITS = GRANTED | SIGNAL | KEYLESS
const NOTHING_SAID = PURPOSES.reduce((all, _, i) => all | (UNSAID << (BITS * i)), 0)
const SIGNALS = PURPOSES.reduce((all, _, i) => all | (SIGNAL << (BITS * i)), 0)

function bitsAt(code: number, i: number): number {
  return (code >> (BITS * i)) & ALL_BITS
}

function denies(bits: number): boolean {
  return (bits & GRANTED) === 0 && bits !== UNSAID
}

/** A statement's denials alone. */
function denialsIn(code: number): number {
  let denials = 0
  for (let i = 0; i < PURPOSES.length; i++) {
    const bits = bitsAt(code, i)
    denials |= (denies(bits) ? bits : UNSAID) << (BITS * i)
  }
  return denials
}

function isBasis(code: number): boolean {
  return (code & SIGNALS) === 0
}

/** A hit's marks as a number: three bits per purpose. */
function codeOf(marks: SaidConsent): number {
  let code = 0
  for (let i = 0; i < PURPOSES.length; i++) code |= bitsOfMark(marks[PURPOSES[i]!]) << (BITS * i)
  return code
}

function bitsOfMark(mark: ConsentMark | undefined): number {
  if (mark === undefined) return UNSAID
  return (mark.granted ? GRANTED : 0) | (mark.by === 'signal' ? SIGNAL : 0) | (mark.keyless ? KEYLESS : 0)
}

/** A number of before, with two bits per purpose: nothing was unsaid, and nobody knew of keys. */
export function widened(code: number): number {
  let wide = 0
  for (let i = 0; i < PURPOSES.length; i++) wide |= ((code >> (2 * i)) & (GRANTED | SIGNAL)) << (BITS * i)
  return wide
}

function marksOf(code: number): SaidConsent {
  const marks: SaidConsent = {}
  PURPOSES.forEach((purpose, i) => {
    const bits = bitsAt(code, i)
    if (bits !== UNSAID) marks[purpose] = markOf(bits)
  })
  return marks
}

function markOf(bits: number): ConsentMark {
  const said = { granted: (bits & GRANTED) !== 0, by: (bits & SIGNAL) !== 0 ? 'signal' : 'basis' } as const
  return bits & KEYLESS ? { ...said, keyless: true } : said
}

function copyOf(consent: PersonConsent): PersonConsent {
  const copy: PersonConsent = {}
  for (const purpose of PURPOSES) if (consent[purpose]) copy[purpose] = { ...consent[purpose] }
  return copy
}
