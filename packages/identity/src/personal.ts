import { hash } from 'node:crypto'
import { createCleanTexts } from './clean-texts.ts'
import { asDecoded, decodeOnce, mayBeEncoded, ROUNDS } from './decode.ts'
import type { Decoded } from './decode.ts'
import { findEmails, findMachines, findPhones } from './find-addresses.ts'
import type { Found, TextSpan } from './find-addresses.ts'
import { findParameters } from './find-parameters.ts'
import { withPlainDigits } from './text.ts'

export const REDACTED = '[redacted]'

const FOUR_NUMBERS = /\d\.\d{1,3}\.\d{1,3}\.\d/
const COLONS = /:[0-9A-Fa-f]{0,4}:/
/** Shorter than any address or number. */
const LENGTH_MIN = 6

/**
 * Replaces what is personal by its form: e-mail addresses, numbers in international form (`+` and 7
 * to 15 digits), IP addresses, and the values of parameters whose key says so (`?email=`), also
 * when they are encoded, up to three times. Takes time in proportion to the text.
 */
export function scrubText(text: string): string {
  const spans = personalSpans(text)
  return spans === undefined ? text : withoutSpans(text, spans)
}

/**
 * The form for what was refused: a text that is written like a number for calls within a country
 * goes too.
 */
export function scrubStrictly(text: string): string {
  return looksNational(text) ? REDACTED : scrubText(text)
}

/** @returns true when the text holds something that {@link scrubText} hides. */
export function isPersonal(text: string): boolean {
  return personalSpans(text) !== undefined
}

/** An id as it is, or its SHA-256 when it holds personal data: ids that differ stay different. */
export function pseudonym(id: string): string {
  return isPersonal(id) ? hash('sha256', id) : id
}

/** Digits with a leading 0, or in groups as numbers are written for people. */
const NATIONAL =
  /^[\s("']{0,3}(?:0{1,2}[1-9](?:[\s()./-]{0,3}\d){7,12}|\(?\d{2,5}\)[\s./-]{0,2}\d{2,4}(?:[\s./-]{0,2}\d{2,4}){1,3}|\d{3}[\s.-]\d{3}[\s.-]\d{4})[\s"']{0,3}$/

/**
 * @returns whether all of the text is written like a phone number without a country. Digits alone
 *   are one with a leading 0 only.
 */
export function looksNational(text: string): boolean {
  return text.length >= 9 && text.length <= 30 && NATIONAL.test(withPlainDigits(text))
}

const clean = createCleanTexts()

function personalSpans(text: string): TextSpan[] | undefined {
  if (text.length < LENGTH_MIN || clean.has(text)) return undefined
  const spans = spansIn(text)
  if (spans === undefined) clean.add(text)
  return spans
}

function spansIn(text: string): TextSpan[] | undefined {
  let spans: TextSpan[] | undefined
  find(text, (from, to) => (spans ??= []).push([from, to]))
  if (!mayBeEncoded(text)) return spans
  let decoded: Decoded | undefined = decodeOnce(asDecoded(text))
  for (let round = 1; decoded && round <= ROUNDS; round++) {
    const { text: shown, from, to } = decoded
    find(shown, (start, end) => (spans ??= []).push([from[start] ?? 0, to[end - 1] ?? text.length]))
    if (round < ROUNDS) decoded = decodeOnce(decoded)
  }
  return spans
}

function find(text: string, found: Found): void {
  if (text.includes('@')) findEmails(text, found)
  if (text.includes('+')) findPhones(text, found)
  if (FOUR_NUMBERS.test(text) || COLONS.test(text)) findMachines(text, found)
  if (text.includes('=') || text.includes(':')) findParameters(text, found)
}

function withoutSpans(text: string, spans: TextSpan[]): string {
  const parts: string[] = []
  let done = 0
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (to <= done) continue
    if (from >= done) parts.push(text.slice(done, from), REDACTED)
    done = to
  }
  parts.push(text.slice(done))
  return parts.join('')
}
