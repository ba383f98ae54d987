// Held by boosting.test.ts
import { BINS } from './bins.ts'
import type { Edges } from './bins.ts'
import type { FeatureColumns } from './features.ts'

/**
 * A tree as arrays over its nodes, the root first. A person goes left whose feature is not above
 * the threshold, or not known. A leaf has feature -1 and its value.
 */
export interface Tree {
  feature: number[]
  threshold: number[]
  left: number[]
  right: number[]
  value: number[]
}

/** How trees grow. */
export interface Growth {
  leaves: number
  /** The least sum of second derivatives in a leaf. */
  curvatureMin: number
  ridge: number
  /** By how much the values of leaves are made smaller. */
  rate: number
}

/** What a node splits into at best: to the left all bins up to `bin`. */
interface Split {
  gain: number
  feature: number
  bin: number
}

interface Leaf {
  node: number
  from: number
  to: number
  sums: Float64Array
  split: Split
}

/**
 * Grows a tree that lowers a loss by its first and second derivatives per person (Chen and Guestrin
 * 2016, equations 5 to 7), leaf by leaf, the most useful split first, over histograms of bins. That
 * of the larger child is that of its parent less the smaller's (Ke et al. 2017).
 */
export function growTree(
  bins: readonly Uint8Array[],
  edges: Edges,
  slope: Float64Array,
  curve: Float64Array,
  growth: Growth,
): Tree {
  const tree: Tree = { feature: [], threshold: [], left: [], right: [], value: [] }
  const people = Uint32Array.from({ length: slope.length }, (_, i) => i)
  const whole = histogram(bins, people, slope, curve)
  const leaves = [leafOf(tree, { from: 0, to: people.length, sums: whole }, growth, edges)]
  while (leaves.length < growth.leaves) {
    const best = leaves.reduce((a, b) => (b.split.gain > a.split.gain ? b : a))
    if (!(best.split.gain > 1e-9)) break
    leaves.splice(leaves.indexOf(best), 1)
    const { feature, bin } = best.split
    const middle = partition(people, best, bins[feature]!, bin)
    const isLeftSmall = middle - best.from <= best.to - middle
    const small = isLeftSmall ? people.subarray(best.from, middle) : people.subarray(middle, best.to)
    const own = histogram(bins, small, slope, curve)
    const other = best.sums.map((sum, i) => sum - own[i]!)
    const [left, right] = isLeftSmall ? [own, other] : [other, own]
    const children = [
      leafOf(tree, { from: best.from, to: middle, sums: left }, growth, edges),
      leafOf(tree, { from: middle, to: best.to, sums: right }, growth, edges),
    ] as const
    tree.feature[best.node] = feature
    tree.threshold[best.node] = bin === 0 ? -Infinity : edges[feature]![bin - 1]!
    tree.left[best.node] = children[0].node
    tree.right[best.node] = children[1].node
    leaves.push(...children)
  }
  return tree
}

/** Adds what the tree says of each person to their score. */
export function addTree({ feature, threshold, left, right, value }: Tree, columns: FeatureColumns, scores: Float64Array): void {
  for (let i = 0; i < scores.length; i++) {
    let node = 0
    while (feature[node]! >= 0) node = columns[feature[node]!]![i]! > threshold[node]! ? right[node]! : left[node]!
    scores[i]! += value[node]!
  }
}

/** By feature and bin the sums of both derivatives. */
function histogram(bins: readonly Uint8Array[], people: Uint32Array, slope: Float64Array, curve: Float64Array): Float64Array {
  const sums = new Float64Array(bins.length * BINS * 2)
  for (const [k, own] of bins.entries()) {
    const base = k * BINS * 2
    for (const i of people) {
      const at = base + own[i]! * 2
      sums[at]! += slope[i]!
      sums[at + 1]! += curve[i]!
    }
  }
  return sums
}

function leafOf(tree: Tree, leaf: Pick<Leaf, 'from' | 'to' | 'sums'>, growth: Growth, edges: Edges): Leaf {
  let [slope, curve] = [0, 0]
  for (let at = 0; at < BINS * 2; at += 2) {
    slope += leaf.sums[at]!
    curve += leaf.sums[at + 1]!
  }
  tree.feature.push(-1)
  tree.threshold.push(0)
  tree.left.push(-1)
  tree.right.push(-1)
  const node = tree.value.push((-growth.rate * slope) / (curve + growth.ridge)) - 1
  return { ...leaf, node, split: bestSplit(leaf.sums, slope, curve, growth, edges) }
}

function bestSplit(sums: Float64Array, slope: number, curve: number, { ridge, curvatureMin }: Growth, edges: Edges): Split {
  let best: Split = { gain: 0, feature: -1, bin: -1 }
  const worth = (s: number, c: number): number => s ** 2 / (c + ridge)
  const whole = worth(slope, curve)
  for (const [feature, own] of edges.entries()) {
    let [leftSlope, leftCurve] = [0, 0]
    for (let bin = 0; bin <= own.length; bin++) {
      const at = (feature * BINS + bin) * 2
      leftSlope += sums[at]!
      leftCurve += sums[at + 1]!
      if (leftCurve < curvatureMin || curve - leftCurve < curvatureMin) continue
      const gain = worth(leftSlope, leftCurve) + worth(slope - leftSlope, curve - leftCurve) - whole
      if (gain > best.gain) best = { gain, feature, bin }
    }
  }
  return best
}

/** Puts who goes left before who goes right. @returns where the right begins. */
function partition(people: Uint32Array, { from, to }: Leaf, bins: Uint8Array, bin: number): number {
  const own = people.subarray(from, to)
  const left = own.filter((i) => bins[i]! <= bin)
  const right = own.filter((i) => bins[i]! > bin)
  own.set(left)
  own.set(right, left.length)
  return from + left.length
}
