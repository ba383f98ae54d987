// Held by train.test.ts
import { chanceOf } from './features.ts'
import type { FeatureColumns } from './features.ts'

/** Log odds as a line over features: weights of features that are centred and scaled. */
export interface Logistic {
  intercept: number
  weights: number[]
  means: number[]
  /** Standard deviations; 1 of a feature that does not vary. */
  scales: number[]
}

const RIDGE = 1
const ROUNDS_MAX = 50

/**
 * Logistic regression with a ridge, by Newton's method (iteratively reweighted least squares:
 * Hastie, Tibshirani and Friedman 2009, 4.4.1). What is not known of a person counts as the mean.
 */
export function fitLogistic(columns: FeatureColumns, labels: Uint8Array): Logistic {
  const { means, scales, scaled } = standardised(columns)
  const size = columns.length + 1
  const scores = new Float64Array(labels.length)
  let weights = new Float64Array(size)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const step = newtonStep(scaled, labels, scores, weights)
    weights = weights.map((weight, k) => weight + step[k]!)
    score(scaled, weights, scores)
    if (Math.hypot(...step) < 1e-8 * (1 + Math.hypot(...weights))) break
  }
  return { intercept: weights[columns.length]!, weights: [...weights.subarray(0, columns.length)], means, scales }
}

/** The log odds of each person. */
export function scoreLogistic({ intercept, weights, means, scales }: Logistic, columns: FeatureColumns): Float64Array {
  const scores = new Float64Array(columns[0]?.length ?? 0).fill(intercept)
  for (const [k, column] of columns.entries()) {
    const factor = weights[k]! / scales[k]!
    for (let i = 0; i < scores.length; i++) if (!Number.isNaN(column[i]!)) scores[i]! += factor * (column[i]! - means[k]!)
  }
  return scores
}

function standardised(columns: FeatureColumns): { means: number[]; scales: number[]; scaled: Float64Array[] } {
  const [means, scales]: [number[], number[]] = [[], []]
  const scaled = columns.map((column) => {
    const known = column.filter((value) => !Number.isNaN(value))
    const mean = known.length === 0 ? 0 : known.reduce((sum, value) => sum + value, 0) / known.length
    const scale = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, known.length)) || 1
    means.push(mean)
    scales.push(scale)
    return column.map((value) => (Number.isNaN(value) ? 0 : (value - mean) / scale))
  })
  return { means, scales, scaled }
}

function score(scaled: FeatureColumns, weights: Float64Array, scores: Float64Array): void {
  scores.fill(weights[scaled.length]!)
  for (const [k, column] of scaled.entries()) for (let i = 0; i < scores.length; i++) scores[i]! += weights[k]! * column[i]!
}

/** Solves (X'WX + ridge) step = X'(y - p) - ridge * weights; the last column of X is all ones. */
function newtonStep(scaled: FeatureColumns, labels: Uint8Array, scores: Float64Array, weights: Float64Array): Float64Array {
  const size = scaled.length + 1
  const chances = scores.map(chanceOf)
  const curved = chances.map((chance) => chance * (1 - chance))
  const all = [...scaled, new Float64Array(labels.length).fill(1)]
  const matrix = all.map(() => new Float64Array(size))
  const slope = new Float64Array(size)
  const weighted = new Float64Array(labels.length)
  for (const [a, column] of all.entries()) {
    const ridge = a < scaled.length ? RIDGE : 1e-9
    for (let i = 0; i < labels.length; i++) {
      weighted[i] = column[i]! * curved[i]!
      slope[a]! += column[i]! * (labels[i]! - chances[i]!)
    }
    slope[a]! -= ridge * weights[a]!
    for (let b = 0; b <= a; b++) {
      const other = all[b]!
      let sum = a === b ? ridge : 0
      for (let i = 0; i < labels.length; i++) sum += weighted[i]! * other[i]!
      matrix[a]![b] = sum
    }
  }
  return solve(matrix, slope)
}

/** Cholesky's method, in place; the matrix is symmetric and given by its lower half. */
function solve(matrix: readonly Float64Array[], slope: Float64Array): Float64Array {
  const size = slope.length
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) {
      let sum = matrix[a]![b]!
      for (let k = 0; k < b; k++) sum -= matrix[a]![k]! * matrix[b]![k]!
      matrix[a]![b] = a === b ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[b]![b]!
    }
  }
  const step = Float64Array.from(slope)
  for (let a = 0; a < size; a++) {
    for (let k = 0; k < a; k++) step[a]! -= matrix[a]![k]! * step[k]!
    step[a]! /= matrix[a]![a]!
  }
  for (let a = size - 1; a >= 0; a--) {
    for (let k = a + 1; k < size; k++) step[a]! -= matrix[k]![a]! * step[k]!
    step[a]! /= matrix[a]![a]!
  }
  return step
}
