import { createHash } from 'node:crypto'

/**
 * Recognising personal data in free text. Every pattern is linear: its repetitions are bounded, and it only runs on texts that
 * contain its trigger.
 */
const EMAIL = /[^\s@"'<>()[\]{}=&?/:,;|]{1,64}(?:@|%(?:25)?40)[^\s@"'<>()[\]{}=&?/:,;|#%]{1,253}/g
const INTERNATIONAL = /(?:\+|%(?:25)?2[Bb])[\s(]{0,2}\d(?:(?:[\s()./-]|%20){0,3}\d){6,14}/g
const PARAMETER = /([?&;#](?:e?-?mail|user_?email|phone|phone_?number|tel|mobile)=)[^&#\s]+/gi
const NATIONAL = /^[\s(]*\d(?:[\s()./-]{0,3}\d){6,14}\s*$/
const DATE = /^\d{4}-\d\d-\d\d/

export const REDACTED = '[redacted]'

/** Replaces e-mail addresses, numbers in international form (`+` and 7 to 15 digits) and e-mail or phone parameters of URLs, also when percent-encoded. */
export function scrubText(text: string): string {
  const percent = text.includes('%')
  let out = text
  if (percent || out.includes('@')) out = out.replace(EMAIL, REDACTED)
  if (percent || out.includes('+')) out = out.replace(INTERNATIONAL, REDACTED)
  if (out.includes('=')) out = out.replace(PARAMETER, `$1${REDACTED}`)
  return out
}

/** The stricter form for what was refused: a text of digits alone that could be a phone number goes too (order numbers may be lost). */
export function scrubStrictly(text: string): string {
  return NATIONAL.test(text) && !DATE.test(text) ? REDACTED : scrubText(text)
}

/** @returns true when the text holds an e-mail address or a phone number in international form. */
export function isPersonal(text: string): boolean {
  return scrubText(text) !== text
}

/** An id as it is, or its SHA-256 when it holds personal data: still the same id for the same event, but nobody's address. */
export function pseudonym(id: string): string {
  return isPersonal(id) ? createHash('sha256').update(id).digest('hex') : id
}
