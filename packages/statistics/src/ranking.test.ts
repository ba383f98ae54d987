import fc from 'fast-check'
import { expect, it } from 'vitest'
import { areaUnderRoc, averagePrecision, liftAtTop } from './ranking.ts'

/** The example of scikit-learn's pages on roc_auc_score and average_precision_score. */
const [SCORES, LABELS] = [
  [0.1, 0.4, 0.35, 0.8],
  [0, 0, 1, 1],
]

it('is what scikit-learn says: .75 and .8333', () => {
  expect(areaUnderRoc(SCORES, LABELS)).toBeCloseTo(0.75, 12)
  expect(averagePrecision(SCORES, LABELS)).toBeCloseTo(0.8333333, 7)
  expect(liftAtTop(SCORES, LABELS, 0.5)).toBeCloseTo(1, 12)
  expect(liftAtTop(SCORES, LABELS, 0.25)).toBeCloseTo(2, 12)
})

it('counts pairs, ties for half', () => {
  const cases = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 1 })), {
    minLength: 1,
    maxLength: 40,
  })
  fc.assert(
    fc.property(cases, (all) => {
      const [good, bad] = [all.filter(([, label]) => label === 1), all.filter(([, label]) => label === 0)]
      fc.pre(good.length > 0 && bad.length > 0)
      const won = good.flatMap(([one]) => bad.map(([other]) => (one > other ? 1 : one === other ? 0.5 : 0))) as number[]
      const [scores, labels] = [all.map(([score]) => score), all.map(([, label]) => label)]
      expect(areaUnderRoc(scores, labels)).toBeCloseTo(won.reduce((sum, one) => sum + one, 0) / won.length, 12)
      expect(liftAtTop(scores, labels, 1)).toBeCloseTo(1, 12)
    }),
  )
})

it('knows no order among what is scored the same', () => {
  const labels = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
  const same = labels.map(() => 0.5)
  expect([areaUnderRoc(same, labels), averagePrecision(same, labels), liftAtTop(same, labels, 0.1)]).toEqual([0.5, 0.2, 1])
  expect(areaUnderRoc([1, 2], [1, 1])).toBeNaN()
  expect(averagePrecision([1, 2], [0, 0])).toBeNaN()
})
