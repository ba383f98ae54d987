import { describe, expect, it } from 'vitest'
import { chanceOf, oneHot } from './features.ts'
import { fitLogistic, scoreLogistic } from './logistic.ts'
import { predict, train } from './train.ts'

let seed = 20_241_201
const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
const numbers = (count: number, one: (i: number) => number): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => one(i))

describe('fitLogistic', () => {
  it('finds the line that made the labels, where something is missing, and where a column says nothing', () => {
    const [a, b] = [numbers(20_000, () => 10 * random()), numbers(20_000, () => random() - 0.5)]
    const labels = Uint8Array.from(a, (_, i) => (random() < chanceOf(0.4 * a[i]! - 2 + 3 * b[i]!) ? 1 : 0))
    const model = fitLogistic([a, b, numbers(20_000, () => 7)], labels)
    expect(model.weights[0]! / model.scales[0]!).toBeCloseTo(0.4, 1)
    expect(model.weights[1]! / model.scales[1]!).toBeCloseTo(3, 0)
    expect(model.weights[2]).toBeCloseTo(0, 9)
    const [unknown] = scoreLogistic(model, [Float64Array.of(Number.NaN), Float64Array.of(Number.NaN), Float64Array.of(7)])
    expect(unknown).toBeCloseTo(model.intercept, 12)
  })
})

describe('train', () => {
  const people = 8_000
  const x = numbers(people, random)
  const times = numbers(people, (i) => i * 1_000)
  const labels = Uint8Array.from(x, (value) => (random() < value ** 2 ? 1 : 0))

  it('says chances that come true, of a model that is data', () => {
    const { model, quality } = train({ columns: [x], labels, times })
    expect(quality.people).toBe(1_600)
    expect(quality.calibrationError).toBeLessThan(0.05)
    const chances = predict(model, [Float64Array.of(0.2, 0.5, 0.9)])
    for (const [i, truth] of [0.04, 0.25, 0.81].entries()) expect(Math.abs(chances[i]! - truth)).toBeLessThan(0.06)
    expect(predict(JSON.parse(JSON.stringify(model)) as typeof model, [x])).toEqual(predict(model, [x]))
  })

  it('learns nothing from later than the first part: what is shuffled there leaves the model as it was', () => {
    const { model } = train({ columns: [x], labels, times })
    const later = labels.map((label, i) => (i < people * 0.8 ? label : 1 - label))
    expect(train({ columns: [x], labels: later, times }).model).toEqual(model)
    const order = [...labels.keys()].toSorted((a, b) => ((a * 7_919) % people) - ((b * 7_919) % people))
    const mixed = { columns: [numbers(people, (i) => x[order[i]!]!)], labels: Uint8Array.from(order, (i) => labels[i]!) }
    expect(train({ ...mixed, times: numbers(people, (i) => times[order[i]!]!) }).model).toEqual(model)
  })

  it('refuses what is too little', () => {
    const none = { columns: [x], labels: new Uint8Array(people), times }
    expect(() => train(none)).toThrow('of 4800 people 0 did it')
    // All at one instant: nothing is later.
    expect(() => train({ columns: [x], labels, times: new Float64Array(people) })).toThrow(RangeError)
  })
})

it('puts texts into columns, and leaves out rare ones', () => {
  const found = oneHot(['a', 'b', 'a', 'c'], 2)
  expect(found).toEqual([{ value: 'a', column: Float64Array.of(1, 0, 1, 0) }])
})
