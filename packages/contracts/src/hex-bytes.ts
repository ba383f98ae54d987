const ZERO = 0x30
const NINE = 0x39
const TEN = 0x61 - 10

/** The value of a hex digit, lower-case. */
function digit(code: number): number {
  return code <= NINE ? code - ZERO : code - TEN
}

/**
 * Writes lower-case hex digits, an even number of them, as bytes from `at` on. For the 16 or 32 of
 * a name a call out of JavaScript costs more than the work.
 * @returns the place behind them.
 */
export function writeHexDigits(bytes: Uint8Array, at: number, digits: string): number {
  let to = at
  for (let i = 0; i < digits.length; i += 2) bytes[to++] = (digit(digits.charCodeAt(i)) << 4) | digit(digits.charCodeAt(i + 1))
  return to
}
