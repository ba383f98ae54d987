/**
 * How well scores rank: what became true (1) or not (0) of each, best scores first. Scores that are
 * the same count as one step, so no order among them helps.
 */
interface Step {
  positives: number
  negatives: number
}

/**
 * The area under the receiver operating characteristic: the chance that something true is scored
 * above something false, ties counting half (Hanley and McNeil 1982).
 * @returns NaN where all is true, or nothing.
 */
export function areaUnderRoc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  let [positives, negatives, area] = [0, 0, 0]
  for (const step of stepsOf(scores, labels)) {
    area += step.negatives * (positives + step.positives / 2)
    positives += step.positives
    negatives += step.negatives
  }
  return area / (positives * negatives)
}

/**
 * Average precision: the area under the precision-recall curve without interpolation, as
 * scikit-learn has it (Davis and Goadrich 2006 say why not to interpolate).
 * @returns NaN where nothing is true.
 */
export function averagePrecision(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  let [positives, all, area] = [0, 0, 0]
  for (const step of stepsOf(scores, labels)) {
    positives += step.positives
    all += step.positives + step.negatives
    area += step.positives * (positives / all)
  }
  return area / positives
}

/**
 * How many times more often something is true among the best-scored share than among all. Of those
 * with the score at its edge, the part that still fits counts.
 * @param share above 0, at most 1: .1 for the top decile.
 */
export function liftAtTop(scores: ArrayLike<number>, labels: ArrayLike<number>, share: number): number {
  const wanted = share * scores.length
  let [found, taken, positives] = [0, 0, 0]
  for (const step of stepsOf(scores, labels)) {
    const size = step.positives + step.negatives
    const part = Math.max(0, Math.min(1, (wanted - taken) / size))
    found += part * step.positives
    taken += size
    positives += step.positives
  }
  return found / wanted / (positives / taken)
}

function stepsOf(scores: ArrayLike<number>, labels: ArrayLike<number>): Step[] {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!)
  const steps: Step[] = []
  let last = Number.NaN
  for (const i of order) {
    if (scores[i] !== last) steps.push({ positives: 0, negatives: 0 })
    last = scores[i]!
    const step = steps.at(-1)!
    if (labels[i]! > 0) step.positives++
    else step.negatives++
  }
  return steps
}
