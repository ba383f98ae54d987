import type { ArmMoments } from '../moments.ts'

/** A person's metric, what it is divided by, and the covariate. */
export type Measured = readonly [metric: number, per: number, covariate: number]

export function momentsOf(people: readonly Measured[]): ArmMoments {
  const sum = (of: (one: Measured) => number): number => people.reduce((all, one) => all + of(one), 0)
  return {
    units: people.length,
    metric: sum(([y]) => y),
    per: sum(([, d]) => d),
    covariate: sum(([, , x]) => x),
    metricSquared: sum(([y]) => y * y),
    perSquared: sum(([, d]) => d * d),
    covariateSquared: sum(([, , x]) => x * x),
    metricPer: sum(([y, d]) => y * d),
    metricCovariate: sum(([y, , x]) => y * x),
  }
}

/** So many of so many converted. */
export function converted(successes: number, people: number): ArmMoments {
  return momentsOf(Array.from({ length: people }, (_, i): Measured => [i < successes ? 1 : 0, 1, 0]))
}
