/**
 * The population stability index: how far a distribution has moved, over bins of a scale or over
 * categories (Siddiqi 2006, "Credit Risk Scorecards"). Below .1 hardly, above .25 clearly. It is
 * the sum of both Kullback-Leibler divergences.
 * @param before counts per bin; `after` of the same bins. Half a unit is added to every bin, so
 * that an empty one does not make it infinite.
 */
export function populationStability(before: readonly number[], after: readonly number[]): number {
  const [old, now] = [shares(before), shares(after)]
  return old.reduce((sum, share, i) => sum + (now[i]! - share) * Math.log(now[i]! / share), 0)
}

function shares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count + 0.5, 0)
  return counts.map((count) => (count + 0.5) / total)
}
