import type { SaidConsent } from '@weir/contracts'
import { atWorst, codeOf, denialsIn, marksOf, NOTHING_SAID } from './codes.ts'
import { copyConsent, grantsOf, learnConsent } from './fold.ts'
import type { PersonConsent } from './fold.ts'
import { forgetOne, forgetRepeatedBasis, STATEMENTS_MAX } from './statements.ts'
import type { Said, Statement } from './statements.ts'

/** What stood at an instant, to read only. @param current what all statements add up to. */
export function consentAsOf(said: Said, current: PersonConsent, at: number): PersonConsent {
  const { statements } = said
  let count = statements.length
  while (count > 0 && statements[count - 1]!.at > at) count--
  return count === statements.length ? current : standingAfter(said, count)
}

/**
 * What stood after so many statements of the person who was last asked about: whoever follows the
 * truth of many segments again asks for the same few, over and over.
 */
const asked: { said: Said | undefined; standings: (PersonConsent | undefined)[] } = { said: undefined, standings: [] }

function standingAfter(said: Said, count: number): PersonConsent {
  if (asked.said !== said) {
    asked.said = said
    asked.standings = []
  }
  return (asked.standings[count] ??= addUp(said, count))
}

function addUp({ base, statements }: Said, count: number): PersonConsent {
  const standing = copyConsent(base)
  for (let i = 0; i < count; i++) learnConsent(standing, marksOf(statements[i]!.code), statements[i]!.at)
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
  if (asked.said === said) asked.said = undefined
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
  const standing = copyConsent(base)
  const over = [{ at: -Infinity, grants: grantsOf(standing) }]
  for (const { at, code } of statements) {
    learnConsent(standing, marksOf(code), at)
    over.push({ at, grants: grantsOf(standing) })
  }
  return over
}

/** The purposes (as bits) that were granted by one history of statements and not by the other. */
export function turnedBy(before: Said, after: Said): number {
  return differences(standingsOver(before), standingsOver(after))
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
  for (const i of [place + 1, place, place - 1]) forgetRepeatedBasis(statements, i)
  while (statements.length > STATEMENTS_MAX) forgetOne(said)
}
