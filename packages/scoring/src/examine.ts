// Held by examine.test.ts
import { areaUnderRoc, liftAtTop, populationStability } from '@weir/statistics'
import type { FeatureColumns } from './features.ts'
import { fit, mustBeEnough, predict, qualityOf } from './train.ts'
import type { ExamplePart, ScoreModel, ScoreQuality } from './train.ts'

/** What is known of a model beside how good it is. Features are named by their place. */
export interface Examination {
  quality: ScoreQuality
  /** By the best tenth, the best two tenths ... all: how many times the average they do it. */
  lift: number[]
  /** By how much the AUC falls when people have one another's value, most first. */
  importance: { feature: number; loss: number }[]
  /** How far scores, and each feature, have moved from the first people to the last ones (PSI). */
  stability: { score: number; features: number[] }
  /** The feature that ranks best by itself, whichever way round. */
  alone: { feature: number; auc: number }
}

const TENTHS = 10
/** People are shuffled once per feature, which takes a prediction each. */
const SHUFFLED_MAX = 20_000

/**
 * Fits a model to the first part, calibrates it by the second, and examines it by the third, which
 * nothing was fitted to.
 * @throws RangeError where a part has fewer than 20 people who did it, or who did not.
 */
export function trainAndExamine(
  first: ExamplePart,
  second: ExamplePart,
  third: ExamplePart,
): { model: ScoreModel; examination: Examination } {
  for (const part of [first, second, third]) mustBeEnough(part.labels)
  const model = fit(first, second)
  const chances = predict(model, third.columns)
  const examination: Examination = {
    quality: qualityOf(chances, third.labels),
    lift: Array.from({ length: TENTHS }, (_, i) => liftAtTop(chances, third.labels, (i + 1) / TENTHS)),
    importance: importanceOf(model, third),
    stability: {
      score: movedBetween(predict(model, first.columns), chances),
      features: first.columns.map((column, k) => movedBetween(column, third.columns[k]!)),
    },
    alone: bestAlone(third),
  }
  return { model, examination }
}

function importanceOf(model: ScoreModel, whole: ExamplePart): Examination['importance'] {
  const columns = whole.columns.map((column) => column.slice(0, SHUFFLED_MAX))
  const labels = whole.labels.slice(0, SHUFFLED_MAX)
  const best = areaUnderRoc(predict(model, columns), labels)
  const order = shuffledOrder(labels.length)
  return columns
    .map((column, feature) => {
      const mixed = columns.with(
        feature,
        Float64Array.from(order, (i) => column[i]!),
      )
      return { feature, loss: best - areaUnderRoc(predict(model, mixed), labels) }
    })
    .sort((a, b) => b.loss - a.loss || a.feature - b.feature)
}

/** Always the same one for so many people: a model of the same data has the same card. */
function shuffledOrder(count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i)
  let seed = 1
  for (let i = count - 1; i > 0; i--) {
    // Park and Miller's minimal standard generator.
    seed = (seed * 48_271) % 2_147_483_647
    const j = seed % (i + 1)
    ;[order[i], order[j]] = [order[j]!, order[i]!]
  }
  return order
}

/** The stability index over tenths of the earlier values, with a bin for what is not known. */
function movedBetween(before: Float64Array, after: Float64Array): number {
  const known = before.filter((value) => !Number.isNaN(value)).sort()
  const cuts = Array.from({ length: TENTHS - 1 }, (_, i) => known[Math.floor(((i + 1) * known.length) / TENTHS)] ?? 0)
  const edges = [...new Set(cuts)]
  const countsOf = (values: Float64Array): number[] => {
    const counts = Array.from({ length: edges.length + 2 }, () => 0)
    for (const value of values) counts[Number.isNaN(value) ? 0 : 1 + edges.filter((edge) => edge < value).length]!++
    return counts
  }
  return populationStability(countsOf(before), countsOf(after))
}

function bestAlone({ columns, labels }: { columns: FeatureColumns; labels: Uint8Array }): Examination['alone'] {
  let best = { feature: 0, auc: 0.5 }
  for (const [feature, column] of columns.entries()) {
    // What is not known is as good as the lowest.
    const area = areaUnderRoc(
      column.map((value) => (Number.isNaN(value) ? -Infinity : value)),
      labels,
    )
    const auc = Math.max(area, 1 - area)
    if (auc > best.auc) best = { feature, auc }
  }
  return best
}
