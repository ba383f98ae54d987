/** The chance that a standard normal number is greater than this many deviations. */
export function normalUpperTail(deviations: number): number {
  if (Number.isNaN(deviations)) return Number.NaN
  if (deviations < 0) return 1 - normalUpperTail(-deviations)
  if (deviations > 38) return 0
  const density = Math.exp(-(deviations ** 2) / 2) / Math.sqrt(2 * Math.PI)
  return deviations < 3 ? 0.5 - density * seriesOf(deviations) : density / fractionOf(deviations)
}

/** Marsaglia 2004, "Evaluating the Normal Distribution": x + x^3/3 + x^5/(3·5) + ... */
function seriesOf(x: number): number {
  let [sum, term] = [x, x]
  for (let i = 3; term > sum * 1e-17; i += 2) {
    term *= x ** 2 / i
    sum += term
  }
  return sum
}

/** Laplace's continued fraction x + 1/(x + 2/(x + 3/(x + ...))), for where the series cancels. */
function fractionOf(x: number): number {
  let value = x
  for (let i = 200; i >= 1; i--) value = x + i / value
  return value
}
