import { binned, edgesOf } from './bins.ts'
import { chanceOf, logLoss } from './features.ts'
import type { FeatureColumns } from './features.ts'
import { addTree, growTree } from './tree.ts'
import type { Growth, Tree } from './tree.ts'

/** Log odds as a sum of trees. */
export interface Boosted {
  base: number
  trees: Tree[]
}

const GROWTH: Growth = { leaves: 15, curvatureMin: 10, ridge: 1, rate: 0.05 }
const TREES_MAX = 500
/** So many trees that make nothing better are the end. */
const PATIENCE = 25

/** People whom nothing is fitted to, who say when to stop. */
export interface Judges {
  columns: FeatureColumns
  labels: Uint8Array
}

/**
 * Gradient boosting of log loss (Friedman 2001) over histograms: each tree corrects the sum of
 * those before. It ends with the tree after which the judges' loss was least.
 */
export function fitBoosted(columns: FeatureColumns, labels: Uint8Array, judges: Judges): Boosted {
  const share = (labels.reduce((sum, label) => sum + label, 0) + 0.5) / (labels.length + 1)
  const base = Math.log(share / (1 - share))
  const edges = edgesOf(columns)
  const bins = binned(columns, edges)
  const scores = new Float64Array(labels.length).fill(base)
  const judged = new Float64Array(judges.labels.length).fill(base)
  const trees: Tree[] = []
  let best = { loss: logLoss(judged, judges.labels), trees: 0 }
  while (trees.length < TREES_MAX && trees.length - best.trees < PATIENCE) {
    const chances = scores.map(chanceOf)
    const slope = chances.map((chance, i) => chance - labels[i]!)
    const curve = chances.map((chance) => chance * (1 - chance))
    const tree = growTree(bins, edges, slope, curve, GROWTH)
    trees.push(tree)
    addTree(tree, columns, scores)
    addTree(tree, judges.columns, judged)
    const loss = logLoss(judged, judges.labels)
    if (loss < best.loss) best = { loss, trees: trees.length }
  }
  return { base, trees: trees.slice(0, best.trees) }
}

/** The log odds of each person. */
export function scoreBoosted({ base, trees }: Boosted, columns: FeatureColumns): Float64Array {
  const scores = new Float64Array(columns[0]?.length ?? 0).fill(base)
  for (const tree of trees) addTree(tree, columns, scores)
  return scores
}
