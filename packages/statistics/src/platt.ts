/** The chance of a score s is 1 / (1 + exp(−(slope·s + intercept))). */
export interface Platt {
  slope: number
  intercept: number
}

/**
 * Platt scaling (Platt 1999) by Newton's method with the corrections of Lin, Lin and Weng 2007 ("A
 * Note on Platt's Probabilistic Outputs"): the targets are a little inside of 0 and 1, so that a
 * perfect score does not make the slope infinite.
 */
export function fitPlatt(scores: ArrayLike<number>, labels: ArrayLike<number>): Platt {
  const targets = targetsOf(labels)
  let at: Platt = { slope: 0, intercept: logOdds(targets.reduce((sum, one) => sum + one, 0) / targets.length) }
  let loss = lossOf(at, scores, targets)
  for (let round = 0; round < 100; round++) {
    const step = newtonStep(at, scores, targets)
    let size = 1
    let next = moved(at, step, size)
    while (size > 1e-10 && lossOf(next, scores, targets) > loss) next = moved(at, step, (size /= 2))
    const nextLoss = lossOf(next, scores, targets)
    if (!(nextLoss < loss)) return at
    at = next
    loss = nextLoss
  }
  return at
}

export function applyPlatt({ slope, intercept }: Platt, score: number): number {
  return 1 / (1 + Math.exp(-(slope * score + intercept)))
}

function targetsOf(labels: ArrayLike<number>): Float64Array {
  const all = Float64Array.from(labels)
  const positives = all.reduce((sum, label) => sum + label, 0)
  const [high, low] = [(positives + 1) / (positives + 2), 1 / (all.length - positives + 2)]
  return all.map((label) => (label > 0 ? high : low))
}

function lossOf({ slope, intercept }: Platt, scores: ArrayLike<number>, targets: Float64Array): number {
  return targets.reduce((sum, target, i) => {
    const odds = slope * scores[i]! + intercept
    // log(1 + exp(odds)) without overflow.
    return sum + Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - target * odds
  }, 0)
}

function newtonStep(at: Platt, scores: ArrayLike<number>, targets: Float64Array): Platt {
  // The ridge keeps the matrix regular where all scores are the same.
  let [aa, ab, bb, a, b] = [1e-12, 0, 1e-12, 0, 0]
  for (let i = 0; i < targets.length; i++) {
    const [score, chance] = [scores[i]!, applyPlatt(at, scores[i]!)]
    const [weight, wrong] = [chance * (1 - chance), chance - targets[i]!]
    aa += weight * score ** 2
    ab += weight * score
    bb += weight
    a += wrong * score
    b += wrong
  }
  const determinant = aa * bb - ab ** 2
  return { slope: -(bb * a - ab * b) / determinant, intercept: -(aa * b - ab * a) / determinant }
}

function moved(at: Platt, step: Platt, size: number): Platt {
  return { slope: at.slope + size * step.slope, intercept: at.intercept + size * step.intercept }
}

function logOdds(share: number): number {
  return Math.log(share / (1 - share))
}
