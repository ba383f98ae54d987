/**
 * What shows nothing: white space, control and format characters (zero-width ones, direction marks,
 * soft hyphens ...), blank fillers.
 */
const INVISIBLE = String.raw`[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]`
const AT_EITHER_END = new RegExp(`^${INVISIBLE}+|${INVISIBLE}+$`, 'gu')
const INSIDE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
// oxlint-disable-next-line no-control-regex -- the point is that there is nothing else
const ASCII = /^[\u0000-\u007f]*$/
const PLAIN_ENDS = /^[!-~].*[!-~]$/s

/**
 * The text without blanks at its ends, those included that cannot be seen: an id with a zero-width
 * space behind it is the same id.
 */
export function trimmed(text: string): string {
  return PLAIN_ENDS.test(text) ? text : text.replace(AT_EITHER_END, '')
}

/**
 * Without any zero-width characters, full-width forms and digits of other scripts as plain ones
 * (`＋４４` and `+٤٤` are `+44`).
 */
export function plain(text: string): string {
  return ASCII.test(text) ? text : withPlainDigits(text.normalize('NFKC').replace(INSIDE, ''))
}

const OTHER_DIGIT = /(?![0-9])\p{Nd}/gu

/** With 0 to 9 for the digits of any script (`٠١٧٠` is `0170`). */
export function withPlainDigits(text: string): string {
  return ASCII.test(text) ? text : text.replace(OTHER_DIGIT, plainDigit)
}

const isDigit = (code: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(code))

/** Every script has its digits in a row, 0 first; where rows follow each other, each has ten. */
export function plainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let before = 0
  while (isDigit(code - before - 1)) before++
  return String(before % 10)
}

/** Without zero-width characters, otherwise as it is. */
export function withoutZeroWidth(text: string): string {
  return ASCII.test(text) ? text : text.replace(INSIDE, '')
}
