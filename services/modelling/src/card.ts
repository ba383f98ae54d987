// Held by train.test.ts
import type { ModelCard } from '@weir/contracts'
import type { ExamplePart, Examination, ScoreModel } from '@weir/scoring'
import { featureName } from './features/feature.ts'
import type { Feature } from './features/feature.ts'

const IMPORTANT = 20
/** People are not so predictable. */
const AUC_ALARM = 0.98
const ALONE_ALARM = 0.95

/** What a card is made of beside what the thread found out. */
export interface CardParts {
  version: number
  trainedAt: number
  features: readonly Feature[]
  cuts: readonly number[]
  from: number
  to: number
  share: number
  parts: readonly { size: number; positives: number }[]
  cold: number
}

export function partSizes(parts: readonly ExamplePart[]): CardParts['parts'] {
  return parts.map(({ labels }) => ({ size: labels.length, positives: labels.reduce((sum, label) => sum + label, 0) }))
}

export function cardOf({ fitted, calibrated }: ScoreModel, examination: Examination, made: CardParts): ModelCard {
  const { quality, lift, importance, stability, alone } = examination
  const [fit, calibrate, judge] = made.parts
  const nameAt = (place: number): string => featureName(made.features[place]!)
  const reasons = [
    ...(quality.auc > AUC_ALARM ? [`an AUC of ${quality.auc.toFixed(3)} is too good`] : []),
    ...(alone.auc > ALONE_ALARM ? [`"${nameAt(alone.feature)}" does it alone, with an AUC of ${alone.auc.toFixed(3)}`] : []),
  ]
  return {
    version: made.version,
    trained_at: made.trainedAt,
    kind: fitted.kind,
    calibrated_by: calibrated.kind,
    from: made.from,
    to: made.to,
    cuts: [...made.cuts],
    people: {
      share: made.share,
      fitted: fit!.size,
      calibrated: calibrate!.size,
      judged: judge!.size,
      positives: judge!.positives,
      cold: made.cold / judge!.size,
    },
    auc: quality.auc,
    average_precision: quality.averagePrecision,
    brier: quality.brier,
    calibration_error: quality.calibrationError,
    curve: quality.curve,
    lift,
    importance: importance.slice(0, IMPORTANT).map(({ feature, loss }) => ({ feature: nameAt(feature), value: loss })),
    stability: {
      score: stability.score,
      features: stability.features
        .map((value, place) => ({ feature: nameAt(place), value }))
        .sort((a, b) => b.value - a.value)
        .slice(0, IMPORTANT),
    },
    leak: { alarm: reasons.length > 0, reasons },
  }
}
