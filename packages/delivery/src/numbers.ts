import { AMOUNT_MAX } from '@weir/contracts'

/** How platforms write that there is nothing to say. */
const NOTHING = new Set(['', '-', '--', '—', 'null', 'n/a'])
/** Of few people TikTok says only that they were few: `<5`. */
const FEW = /^<\s?\d+$/
const PLAIN = /^-?\d+(?:\.\d+)?$/
const GROUPED = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/
/** Of the warehouse's decimals. */
const DECIMALS = 12
const COUNT_MAX = Number.MAX_SAFE_INTEGER

/** What a cell holds: a value, nothing, or what is wrong with it. */
export type Read<T> = { value: T | undefined; fault?: undefined } | { value?: undefined; fault: string }

/** Whether a cell states nothing, by the conventions of the platforms. */
export function saysNothing(text: string): boolean {
  return NOTHING.has(text.trim().toLowerCase())
}

/**
 * A count of the report. Nothing is known of `-`, and of a count that is withheld (`<5`).
 * @param whole refuses fractions; modelled conversions have them.
 */
export function readCount(text: string, decimal: '.' | ',', whole: boolean): Read<number> {
  const cell = text.trim()
  if (saysNothing(cell) || FEW.test(cell)) return { value: undefined }
  const plain = plainNumber(cell, decimal)
  if (plain === undefined) return { fault: notANumber(cell) }
  const number = Number(plain)
  if (number < 0) return { fault: 'is negative' }
  if (number > COUNT_MAX) return { fault: 'is too large for a count' }
  if (whole && !Number.isInteger(number)) return { fault: 'has a fraction, and counts things: is it another column?' }
  return { value: number }
}

/** An amount as a decimal text of at most twelve places. */
export function readAmount(text: string, decimal: '.' | ','): Read<string> {
  const cell = text.trim()
  if (saysNothing(cell)) return { value: undefined }
  const plain = plainNumber(cell, decimal)
  if (plain === undefined) return { fault: notANumber(cell) }
  if (Math.abs(Number(plain)) > AMOUNT_MAX) return { fault: 'is too large for an amount' }
  // What lies beyond is no money any more.
  return { value: plain.includes('.') ? plain.slice(0, plain.indexOf('.') + 1 + DECIMALS) : plain }
}

/** With a point and without groups of thousands; undefined when it is no number. */
function plainNumber(text: string, decimal: '.' | ','): string | undefined {
  const pointed = decimal === '.' ? text : text.replace(/[.,]/g, (sign) => (sign === ',' ? '.' : ','))
  if (PLAIN.test(pointed)) return pointed
  return GROUPED.test(pointed) ? pointed.replaceAll(',', '') : undefined
}

function notANumber(text: string): string {
  if (text.endsWith('%')) return 'is a percentage; rates are computed from counts, map the counts'
  if (/^-?[\d.,]+[eE][+-]?\d+$/.test(text)) return 'is a number in scientific notation: export it without a spreadsheet'
  return 'is not a number, such as 1234.56 (with a decimal comma, set "decimal" to ",")'
}
