// Held by boosting.test.ts
import type { FeatureColumns } from './features.ts'

/** Bin 0 is for what is not known; a value is in the first bin whose edge it does not exceed. */
export const BINS = 256

/** Of each feature its edges in order; a value above the last one is in a bin of its own. */
export type Edges = readonly Float64Array[]

const SAMPLE_MAX = 200_000

/** Edges that put about as many people into every bin; each value by itself where they are few. */
export function edgesOf(columns: FeatureColumns): Edges {
  return columns.map((column) => {
    const stride = Math.max(1, Math.ceil(column.length / SAMPLE_MAX))
    const known = column.filter((value, i) => i % stride === 0 && !Number.isNaN(value)).sort()
    const distinct = known.filter((value, i) => i === 0 || value !== known[i - 1])
    // The greatest value needs no edge: nothing known lies above it.
    if (distinct.length < BINS) return distinct.subarray(0, Math.max(0, distinct.length - 1))
    const edges = Float64Array.from({ length: BINS - 2 }, (_, i) => known[Math.floor(((i + 1) * known.length) / (BINS - 1))]!)
    return edges.filter((edge, i) => i === 0 || edge !== edges[i - 1])
  })
}

/** Of each feature the bin of each person. */
export function binned(columns: FeatureColumns, edges: Edges): Uint8Array[] {
  return columns.map((column, k) => Uint8Array.from(column, (value) => binOf(value, edges[k]!)))
}

function binOf(value: number, edges: Float64Array): number {
  if (Number.isNaN(value)) return 0
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (edges[middle]! < value) low = middle + 1
    else high = middle
  }
  return low + 1
}
