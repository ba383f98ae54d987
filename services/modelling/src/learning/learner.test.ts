import { expect, it } from 'vitest'
import { ModellingFault } from '../fault.ts'
import { startLearner } from './learner.ts'

const partOf = (people: number, offset: number) => ({
  columns: [Float64Array.from({ length: people }, (_, i) => ((i * 7_919 + offset) % 100) / 100)],
  labels: Uint8Array.from({ length: people }, (_, i) => (((i * 7_919 + offset) % 100) + ((i * 31) % 40) > 80 ? 1 : 0)),
})

it('trains on a thread of its own, and predicts by the model that it was given last', async () => {
  const learner = startLearner()
  try {
    let turns = 0
    const counting = setInterval(() => turns++, 1)
    const { model, examination } = await learner.train([partOf(2_000, 0), partOf(500, 1), partOf(500, 2)])
    clearInterval(counting)
    // This thread went on meanwhile.
    expect(turns).toBeGreaterThan(1)
    expect(examination.quality.auc).toBeGreaterThan(0.9)
    await learner.take(model)
    const [low, high] = await learner.predict([Float64Array.of(0.1, 0.99)])
    expect(low).toBeLessThan(0.1)
    expect(high).toBeGreaterThan(0.7)
    const none = { ...partOf(100, 0), labels: new Uint8Array(100) }
    await expect(learner.train([none, partOf(100, 0), partOf(100, 0)])).rejects.toThrow(ModellingFault)
  } finally {
    await learner.close()
  }
})

it('that is closed rejects what waits', async () => {
  const learner = startLearner()
  const waiting = learner.train([partOf(50_000, 0), partOf(5_000, 1), partOf(5_000, 2)])
  const [outcome] = await Promise.all([waiting.catch((error: unknown) => String(error)), learner.close()])
  expect(outcome).toContain('has ended')
})
