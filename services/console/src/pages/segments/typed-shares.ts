/** Shares of numbers in percent, as `1, 2.5` or `1; 2,5`; undefined where one of them is none. */
export function typedShares(text: string): number[] | undefined {
  const parts = text
    .split(/;|\s+|,(?=\s)/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
  const shares = parts.map((part) => Number((Number(part.replace(/%$/, '').replace(',', '.')) / 100).toPrecision(12)))
  return shares.length > 0 && shares.every((share) => share > 0 && share <= 1) ? shares : undefined
}
