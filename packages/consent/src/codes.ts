// Held by packages/consent/src/said.prop.test.ts

import { PURPOSES } from '@weir/contracts'
import type { ConsentMark, SaidConsent } from '@weir/contracts'

/** What one hit says of consent as a number: three bits per purpose. */

const BITS = 3
const GRANTED = 1
const SIGNAL = 2
const KEYLESS = 4
/** Nothing is said of the purpose: without a signal there is none that came without a key. */
const UNSAID = KEYLESS
const ALL_BITS = GRANTED | SIGNAL | KEYLESS
export const NOTHING_SAID = PURPOSES.reduce((all, _, i) => all | (UNSAID << (BITS * i)), 0)
const SIGNALS = PURPOSES.reduce((all, _, i) => all | (SIGNAL << (BITS * i)), 0)

/**
 * A statement that falls among forgotten ones, which all said the same: when the next of them came
 * is not known, so where it denied what this one grants, it is taken to have come at once. A denial
 * counts until the next that is known.
 */
export function atWorst(code: number, forgotten: number): number {
  let worst = 0
  for (let i = 0; i < PURPOSES.length; i++) {
    const [given, then] = [bitsAt(code, i), bitsAt(forgotten, i)]
    const overruled = (given & GRANTED) !== 0 && denies(then) && (then & SIGNAL) >= (given & SIGNAL)
    worst |= (overruled ? then : given) << (BITS * i)
  }
  return worst
}

function bitsAt(code: number, i: number): number {
  return (code >> (BITS * i)) & ALL_BITS
}

function denies(bits: number): boolean {
  return (bits & GRANTED) === 0 && bits !== UNSAID
}

/** What several statements denied, per purpose in the word that outranks the others. */
export function denialsIn(...codes: readonly number[]): number {
  let denials = 0
  for (let i = 0; i < PURPOSES.length; i++) {
    const denied = codes.map((code) => bitsAt(code, i)).filter(denies)
    denials |= (denied.length === 0 ? UNSAID : denied.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a))) << (BITS * i)
  }
  return denials
}

/** A signal outranks a basis, and one with a key one without. */
function rankOf(bits: number): number {
  return (bits & SIGNAL) === 0 ? 0 : bits & KEYLESS ? 1 : 2
}

export function isBasis(code: number): boolean {
  return (code & SIGNALS) === 0
}

/** A hit's marks as a number: three bits per purpose. */
export function codeOf(marks: SaidConsent): number {
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

export function marksOf(code: number): SaidConsent {
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
