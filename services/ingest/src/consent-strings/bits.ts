/** Why a consent string says nothing that can be believed. */
export class UnreadableString extends Error {}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES: ReadonlyMap<string, number> = new Map(DIGITS.split('').map((digit, value) => [digit, value]))
/** Of one digit. */
export const BITS = 6

/** The base64url digit of a number from 0 to 63. */
export function digitOf(value: number): string {
  return DIGITS.charAt(value)
}

/** Reads the bits of a base64url text from left to right. */
export interface BitReader {
  /** The next `width` bits as a number. @throws UnreadableString beyond the end. */
  int(width: number): number
  /** Leaves out `width` bits. @throws UnreadableString beyond the end. */
  skip(width: number): void
  /** Whether nothing but zeros is left: what encoders fill up with. */
  isPadding(): boolean
}

/** @throws UnreadableString when a character is not of base64url, or there is none. */
export function bitReader(text: string): BitReader {
  const digits = Array.from(text, (digit) => {
    const value = VALUES.get(digit)
    if (value === undefined) throw new UnreadableString('it is not base64url')
    return value
  })
  if (digits.length === 0) throw new UnreadableString('a part of it is empty')
  const size = digits.length * BITS
  let at = 0
  const move = (width: number): void => {
    at += width
    if (at > size) throw new UnreadableString('it is cut off')
  }
  const bit = (i: number): number => (digits[Math.floor(i / BITS)]! >> (BITS - 1 - (i % BITS))) & 1
  return {
    int(width) {
      const from = at
      move(width)
      let value = 0
      for (let i = from; i < at; i++) value = value * 2 + bit(i)
      return value
    },
    skip: move,
    isPadding() {
      for (let i = at; i < size; i++) if (bit(i) === 1) return false
      return true
    },
  }
}
