import { expect, it } from 'vitest'
import { cardText } from './models.ts'
import type { ShownModel } from './models.ts'

const MODEL: ShownModel = {
  id: 'buys',
  horizon: '7d',
  state: 'done',
  progress: 1,
  reason: null,
  version: 2,
  card: {
    kind: 'boosted',
    people: { share: 0.25, judged: 12_000, positives: 600, cold: 0.1 },
    auc: 0.8123,
    average_precision: 0.31,
    brier: 0.04,
    calibration_error: 0.002,
    lift: [3.21, 2],
    importance: [{ feature: 'recency name Purchase', value: 0.05 }],
    stability: { score: 0.01 },
    leak: { alarm: true, reasons: ['an AUC of 0.999 is too good'] },
  },
  published: { version: 2, at: '2024-05-01T12:00:00.000Z', people: 48_000, retracted: 3 },
}

it('says how good a model is, and what is published', () => {
  const text = cardText(MODEL)
  expect(text).toMatch(/^buys: done\nversion 2 is published since 2024-05-01T12:00:00.000Z: 48,000 people, 3 scores taken back\n/)
  expect(text).toMatch(/AUC +0\.812\n/)
  expect(text).toMatch(/lift of the best tenth +3\.21\n/)
  expect(text).toMatch(/leak alarm +an AUC of 0\.999 is too good\n/)
  expect(text).toMatch(/recency name Purchase +0\.0500$/)
})

it('says how far one is, and why there is none', () => {
  expect(cardText({ ...MODEL, state: 'training', progress: 0.25, card: null, published: null })).toBe('buys: training, 25 %')
  expect(cardText({ ...MODEL, state: 'failed', reason: 'too little', card: null, published: null })).toBe(
    'buys: failed (too little)',
  )
})
