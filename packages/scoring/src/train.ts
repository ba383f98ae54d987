import {
  applyIsotonic,
  applyPlatt,
  areaUnderRoc,
  averagePrecision,
  brierScore,
  calibrationCurve,
  expectedCalibrationError,
  fitIsotonic,
  fitPlatt,
  liftAtTop,
} from '@weir/statistics'
import type { CalibrationBin, Isotonic, Platt } from '@weir/statistics'
import { fitBoosted, scoreBoosted } from './boosting.ts'
import type { Boosted } from './boosting.ts'
import { logLoss, columnsOfPeople } from './features.ts'
import type { FeatureColumns } from './features.ts'
import { fitLogistic, scoreLogistic } from './logistic.ts'
import type { Logistic } from './logistic.ts'

/**
 * What a model is made of: people at an instant each, and whether they did it afterwards (1, 0).
 */
export interface Examples {
  columns: FeatureColumns
  labels: Uint8Array
  /** When what is known of them ends, Unix ms. */
  times: Float64Array
}

/** A model that says chances. It is data, to be stored as JSON. */
export interface ScoreModel {
  fitted: { kind: 'logistic'; model: Logistic } | { kind: 'boosted'; model: Boosted }
  calibrated: { kind: 'isotonic'; by: Isotonic } | { kind: 'platt'; by: Platt }
}

/** How good a model is, by people of later than all that made it. */
export interface ScoreQuality {
  people: number
  positives: number
  auc: number
  averagePrecision: number
  brier: number
  calibrationError: number
  curve: CalibrationBin[]
  liftAtTenth: number
}

/** Fewer than this are too few to calibrate freely (Niculescu-Mizil and Caruana 2005). */
const ISOTONIC_MIN = 1_000
/** So many who did it, and who did not, each part needs. */
export const POSITIVES_MIN = 20

/**
 * Trains on the oldest 60 % of the examples, calibrates on the next 20 %, and judges by the newest
 * 20 %, so that nothing learns from what came after it. Of a line and of trees the one is kept that
 * has less loss on the second part.
 * @throws RangeError where a part has fewer than 20 people who did it, or who did not.
 */
export function train({ columns, labels, times }: Examples): { model: ScoreModel; quality: ScoreQuality } {
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b)
  const cuts = [0, 0.6, 0.8, 1].map((share) => boundary(order, times, share))
  const partAt = (part: number): ExamplePart => {
    const people = order.subarray(cuts[part], cuts[part + 1])
    return { columns: columnsOfPeople(columns, people), labels: Uint8Array.from(people, (i) => labels[i]!) }
  }
  const [old, middle, newest] = [partAt(0), partAt(1), partAt(2)]
  for (const part of [old, middle, newest]) mustBeEnough(part.labels)
  const model = fit(old, middle)
  return { model, quality: qualityOf(predict(model, newest.columns), newest.labels) }
}

/** Some of the people, with what they did. */
export interface ExamplePart {
  columns: Float64Array[]
  labels: Uint8Array
}

/** Fits both kinds to the first people, and calibrates the better one by the second. */
export function fit(first: ExamplePart, second: ExamplePart): ScoreModel {
  const candidates: ScoreModel['fitted'][] = [
    { kind: 'logistic', model: fitLogistic(first.columns, first.labels) },
    { kind: 'boosted', model: fitBoosted(first.columns, first.labels, second) },
  ]
  const judged = candidates.map((fitted) => ({ fitted, scores: scoresOf(fitted, second.columns) }))
  const best = judged.reduce((a, b) => (logLoss(b.scores, second.labels) < logLoss(a.scores, second.labels) ? b : a))
  const positives = second.labels.reduce((sum, label) => sum + label, 0)
  const isFree = Math.min(positives, second.labels.length - positives) >= ISOTONIC_MIN
  return {
    fitted: best.fitted,
    calibrated: isFree
      ? { kind: 'isotonic', by: fitIsotonic(best.scores, second.labels) }
      : { kind: 'platt', by: fitPlatt(best.scores, second.labels) },
  }
}

/** The chance of each person. */
export function predict({ fitted, calibrated }: ScoreModel, columns: FeatureColumns): Float64Array {
  const scores = scoresOf(fitted, columns)
  return calibrated.kind === 'isotonic'
    ? scores.map((score) => applyIsotonic(calibrated.by, score))
    : scores.map((score) => applyPlatt(calibrated.by, score))
}

/** How good chances are, beside what happened. */
export function qualityOf(chances: Float64Array, labels: Uint8Array): ScoreQuality {
  const curve = calibrationCurve(chances, labels)
  return {
    people: labels.length,
    positives: labels.reduce((sum, label) => sum + label, 0),
    auc: areaUnderRoc(chances, labels),
    averagePrecision: averagePrecision(chances, labels),
    brier: brierScore(chances, labels),
    calibrationError: expectedCalibrationError(curve),
    curve,
    liftAtTenth: liftAtTop(chances, labels, 0.1),
  }
}

function scoresOf(fitted: ScoreModel['fitted'], columns: FeatureColumns): Float64Array {
  return fitted.kind === 'logistic' ? scoreLogistic(fitted.model, columns) : scoreBoosted(fitted.model, columns)
}

/**
 * The place of a share, moved on to where the time changes: people of one instant stay together.
 */
function boundary(order: Uint32Array, times: Float64Array, share: number): number {
  let at = Math.round(share * order.length)
  while (at > 0 && at < order.length && times[order[at]!] === times[order[at - 1]!]) at++
  return at
}

/** @throws RangeError where fewer than 20 people did it, or did not. */
export function mustBeEnough(labels: Uint8Array): void {
  const positives = labels.reduce((sum, label) => sum + label, 0)
  if (Math.min(positives, labels.length - positives) < POSITIVES_MIN)
    throw new RangeError(
      `of ${labels.length} people ${positives} did it: each part needs ${POSITIVES_MIN} who did and ${POSITIVES_MIN} who did not`,
    )
}
