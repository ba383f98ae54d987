// Held by train.test.ts

/** People as columns: of each feature a number per person, NaN where it is not known. */
export type FeatureColumns = readonly Float64Array[]

/** The columns of some of the people, in the order given. */
export function columnsOfPeople(columns: FeatureColumns, people: Uint32Array): Float64Array[] {
  return columns.map((column) => Float64Array.from(people, (i) => column[i]!))
}

/** A text as columns: a 1 in that of its value. Values that few people have share no column. */
export function oneHot(values: readonly string[], peopleMin = 1): { value: string; column: Float64Array }[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .filter(([, count]) => count >= peopleMin)
    .map(([value]) => ({ value, column: Float64Array.from(values, (one) => (one === value ? 1 : 0)) }))
}

/** The chance that log odds stand for. */
export function chanceOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds))
}

/** The mean of -log(chance of what happened): what both models make small. */
export function logLoss(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < labels.length; i++) {
    const score = scores[i]!
    // log(1 + exp(score)) without overflow.
    sum += Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - labels[i]! * score
  }
  return sum / labels.length
}
