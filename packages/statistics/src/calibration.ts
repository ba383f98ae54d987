/** How far probabilities are from what happened: the mean of squares (Brier 1950). */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) sum += (probabilities[i]! - labels[i]!) ** 2
  return sum / labels.length
}

/** A bin of things that were given about the same probability. */
export interface CalibrationBin {
  size: number
  /** The mean probability said, and the share that came true. */
  said: number
  happened: number
}

/** The calibration curve: bins of equal size (± 1), lowest probabilities first. */
export function calibrationCurve(probabilities: ArrayLike<number>, labels: ArrayLike<number>, bins = 10): CalibrationBin[] {
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i).sort((a, b) => probabilities[a]! - probabilities[b]!)
  return Array.from({ length: bins }, (_, bin): CalibrationBin => {
    const within = order.subarray(Math.floor((bin * order.length) / bins), Math.floor(((bin + 1) * order.length) / bins))
    const mean = (of: ArrayLike<number>): number => within.reduce((sum, i) => sum + of[i]!, 0) / within.length
    return { size: within.length, said: mean(probabilities), happened: mean(labels) }
  }).filter(({ size }) => size > 0)
}

/** The expected calibration error: the mean distance of said and happened (Naeini et al. 2015). */
export function expectedCalibrationError(curve: readonly CalibrationBin[]): number {
  const total = curve.reduce((sum, { size }) => sum + size, 0)
  return curve.reduce((sum, { size, said, happened }) => sum + (size / total) * Math.abs(said - happened), 0)
}

/**
 * A step function that never falls: `values[i]` is given to scores up to `edges[i]`, the last to
 * all above.
 */
export interface Isotonic {
  edges: number[]
  values: number[]
}

/**
 * The never falling function of the score that is nearest to what happened, by squares: pool
 * adjacent violators (Ayer et al. 1955; Zadrozny and Elkan 2002 for calibration).
 */
export function fitIsotonic(scores: ArrayLike<number>, labels: ArrayLike<number>): Isotonic {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!)
  const pools: { edge: number; sum: number; size: number }[] = []
  for (const i of order) {
    const last = pools.at(-1)
    if (last !== undefined && last.edge === scores[i]) {
      last.sum += labels[i]!
      last.size++
    } else {
      mergeFalling(pools)
      pools.push({ edge: scores[i]!, sum: labels[i]!, size: 1 })
    }
  }
  mergeFalling(pools)
  return { edges: pools.map(({ edge }) => edge), values: pools.map(({ sum, size }) => sum / size) }
}

/** The last pool takes in those before it that are not below it. */
function mergeFalling(pools: { edge: number; sum: number; size: number }[]): void {
  for (;;) {
    const [before, last] = [pools.at(-2), pools.at(-1)]
    if (!before || !last || before.sum * last.size < last.sum * before.size) return
    pools.pop()
    before.edge = last.edge
    before.sum += last.sum
    before.size += last.size
  }
}

/** @returns NaN for a function fitted to nothing. */
export function applyIsotonic({ edges, values }: Isotonic, score: number): number {
  let [low, high] = [0, edges.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle]! < score) low = middle + 1
    else high = middle
  }
  return values[low] ?? Number.NaN
}
