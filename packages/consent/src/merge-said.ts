// Held by packages/consent/src/merge-said.prop.test.ts

import { atWorst, denialsIn, marksOf, NOTHING_SAID } from './codes.ts'
import { learnConsent, mergeConsent } from './fold.ts'
import { forgetOne, forgetRepeatedBasis, STATEMENTS_MAX } from './statements.ts'
import type { Said, Statement } from './statements.ts'

/**
 * Unites what is remembered of what two persons' hits said, as if one person had said it all. As
 * long as neither has forgotten anything and the bound holds, what stood at every instant is known.
 * Beyond it nothing is taken for granted that was not: where one person's statements fall among
 * forgotten ones of the other, they are taken at their worst.
 */
export function mergeSaid(a: Said, b: Said): Said {
  const exactFrom = Math.max(a.exactFrom, b.exactFrom)
  const base = mergeConsent(a.base, b.base)
  const statements: Statement[] = []
  for (const statement of interleaved(a, b)) {
    if (statement.at >= exactFrom) statements.push(statement)
    else learnConsent(base, marksOf(statement.code), statement.at)
  }
  for (const one of [a, b]) {
    const forgotten = one.exactFrom < exactFrom ? forgottenAt(one, exactFrom) : undefined
    if (forgotten !== undefined) learnConsent(base, marksOf(denialsIn(forgotten)), exactFrom)
  }
  for (let i = statements.length - 2; i > 0; i--) forgetRepeatedBasis(statements, i)
  const said = { base, exactFrom, statements }
  while (statements.length > STATEMENTS_MAX) forgetOne(said)
  return said
}

/** All statements of both in order of time; those of one instant in the order of their codes. */
function interleaved(a: Said, b: Said): Statement[] {
  const instants = new Set([...a.statements, ...b.statements].map(({ at }) => at))
  return [...instants].sort((x, y) => x - y).flatMap((at) => statementsAt(at, [a, b]))
}

function statementsAt(at: number, sides: readonly Said[]): Statement[] {
  const said: Statement[] = []
  const among: number[] = []
  for (const side of sides) {
    const own = side.statements.filter((statement) => statement.at === at)
    const forgotten = own.length === 0 ? forgottenAt(side, at) : undefined
    if (forgotten !== undefined) among.push(forgotten)
    said.push(...own)
  }
  const codes = [...new Set(said.map(({ code }) => among.reduce(atWorst, code)))].sort((x, y) => x - y)
  const before = new Set([...among, ...said.flatMap(({ code, repeats }) => (repeats ? [code] : []))])
  const repeated = before.size === 1 ? codes.find((code) => before.has(code)) : undefined
  const others = codes.filter((code) => code !== repeated).map((code) => ({ at, code, repeats: false }))
  if (repeated !== undefined) return [{ at, code: repeated, repeats: true }, ...others]
  return [...forgottenDenials(at, [...before]), ...others]
}

/** What the forgotten statements of just before and after an instant said, if there may be any. */
function forgottenAt({ statements, exactFrom }: Said, at: number): number | undefined {
  if (at < exactFrom) return undefined
  const next = statements.find((statement) => statement.at > at)
  return next?.repeats ? next.code : undefined
}

/** See `forgottenBefore` in said.ts: what forgotten ones denied is noted where others part them. */
function forgottenDenials(at: number, codes: readonly number[]): Statement[] {
  const code = denialsIn(...codes)
  return code === NOTHING_SAID ? [] : [{ at, code, repeats: true }]
}
