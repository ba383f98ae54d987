/**
 * P values of several tests, each corrected for there being several. All keep the order given; what
 * is NaN is no test and stays NaN.
 */

/**
 * Holm's (1979): with them below a level, the chance that any of those found is found wrongly is at
 * most that level, however the tests hang together.
 */
export function holm(values: readonly number[]): number[] {
  const count = values.filter((value) => !Number.isNaN(value)).length
  return inOrder(values, (sorted) => {
    let greatest = 0
    return sorted.map((value, rank) => (greatest = Math.max(greatest, Math.min(1, (count - rank) * value))))
  })
}

/**
 * Benjamini and Hochberg's (1995): with them below a level, at most that share of those found is
 * found wrongly on average, where tests do not depend on each other.
 */
export function benjaminiHochberg(values: readonly number[]): number[] {
  return inOrder(values, (sorted) => {
    let least = 1
    return sorted
      .map((value, rank) => ({ value, rank }))
      .toReversed()
      .map(({ value, rank }) => (least = Math.min(least, (sorted.length / (rank + 1)) * value)))
      .toReversed()
  })
}

function inOrder(values: readonly number[], correct: (sorted: readonly number[]) => number[]): number[] {
  const order = values.flatMap((value, i) => (Number.isNaN(value) ? [] : [i])).toSorted((a, b) => values[a]! - values[b]!)
  const corrected = correct(order.map((i) => values[i]!))
  const found = values.map(() => Number.NaN)
  for (const [rank, i] of order.entries()) found[i] = corrected[rank]!
  return found
}
