const DECIMAL = /^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/

/**
 * The number that a value stands for, or undefined. A text counts when the whole of it is a decimal
 * number ("99.95").
 */
export function decimalOf(value: string | number): number | undefined {
  const number = typeof value === 'number' ? value : DECIMAL.test(value) ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

/**
 * Amounts beyond this are none, wherever they are looked at: sums are kept in ten-thousandths,
 * which would not be exact any more, and the warehouse's decimals end at 1e12.
 */
export const AMOUNT_MAX = 9e11

/** Whether a number can be an amount. */
export function isAmount(number: number): boolean {
  return Math.abs(number) <= AMOUNT_MAX
}
