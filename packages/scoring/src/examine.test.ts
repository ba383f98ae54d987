import { describe, expect, it } from 'vitest'
import { trainAndExamine } from './examine.ts'
import type { ExamplePart } from './train.ts'

let seed = 20_250_301
const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647

/** People who do it with the chance of the square of the first feature; the second says nothing. */
function partOf(people: number, more: { leak?: boolean; shift?: number } = {}): ExamplePart {
  const x = Float64Array.from({ length: people }, random)
  const labels = Uint8Array.from(x, (value) => (random() < value ** 2 ? 1 : 0))
  const noise = Float64Array.from(x, () => random() + (more.shift ?? 0))
  const told = Float64Array.from(labels, (label) => (more.leak ? label : Number.NaN))
  return { columns: [x, noise, told], labels }
}

describe('trainAndExamine', () => {
  it('says what a model lives of, how far it lifts, and what has moved', () => {
    const { examination } = trainAndExamine(partOf(4_000), partOf(2_000), partOf(2_000, { shift: 0.5 }))
    const { importance, lift, stability, quality, alone } = examination
    expect(importance[0]!.feature).toBe(0)
    expect(importance[0]!.loss).toBeGreaterThan(0.15)
    expect(importance.find(({ feature }) => feature === 2)!.loss).toBe(0)
    // The best tenth does it with a chance of .9 on average, all with one of 1/3.
    expect(lift[0]).toBeGreaterThan(2.3)
    expect(lift.at(-1)).toBeCloseTo(1, 12)
    expect(lift.every((value, i) => i === 0 || value <= lift[i - 1]! + 0.05)).toBe(true)
    expect(stability.features[1]).toBeGreaterThan(0.25)
    expect(stability.features[0]).toBeLessThan(0.1)
    expect(stability.score).toBeLessThan(0.1)
    expect(alone).toMatchObject({ feature: 0 })
    expect(alone.auc).toBeCloseTo(quality.auc, 1)
  })

  it('finds a feature that does it alone', () => {
    const leak = { leak: true }
    const { examination } = trainAndExamine(partOf(1_000, leak), partOf(1_000, leak), partOf(1_000, leak))
    expect(examination.alone).toEqual({ feature: 2, auc: 1 })
    expect(examination.quality.auc).toBeGreaterThan(0.99)
  })

  it('is the same each time, and refuses what is too little', () => {
    const parts = [partOf(500), partOf(500), partOf(500)] as const
    expect(trainAndExamine(...parts)).toEqual(trainAndExamine(...parts))
    const none = { ...parts[2], labels: new Uint8Array(500) }
    expect(() => trainAndExamine(parts[0], parts[1], none)).toThrow('of 500 people 0 did it')
  })
})
