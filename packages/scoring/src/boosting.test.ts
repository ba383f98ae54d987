import { areaUnderRoc } from '@weir/statistics'
import { describe, expect, it } from 'vitest'
import { binned, BINS, edgesOf } from './bins.ts'
import { fitBoosted, scoreBoosted } from './boosting.ts'
import { addTree, growTree } from './tree.ts'

let seed = 20_241_101
const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
const numbers = (count: number, one: () => number): Float64Array => Float64Array.from({ length: count }, one)

describe('bins', () => {
  it('are of one value each where there are few, and in order; what is not known is apart', () => {
    const column = Float64Array.of(3, 1, Number.NaN, 2, 3, 1)
    const edges = edgesOf([column])
    expect([...edges[0]!]).toEqual([1, 2])
    expect([...binned([column], edges)[0]!]).toEqual([3, 1, 0, 2, 3, 1])
  })

  it('have about as many people each where there are many, and never too many bins', () => {
    const column = numbers(100_000, () => random() ** 3)
    const [bins] = binned([column], edgesOf([column]))
    const counts = new Map<number, number>()
    for (const bin of bins!) counts.set(bin, (counts.get(bin) ?? 0) + 1)
    expect(Math.max(...counts.keys())).toBeLessThan(BINS)
    expect(Math.max(...counts.values())).toBeLessThan(2 * Math.min(...counts.values()))
  })
})

describe('growTree', () => {
  it('finds the best split that there is, as trying all finds it', () => {
    for (let run = 0; run < 20; run++) {
      const columns = [numbers(60, () => Math.floor(random() * 8)), numbers(60, () => (random() < 0.2 ? Number.NaN : random()))]
      const [slope, curve] = [numbers(60, () => random() - 0.5), numbers(60, () => 0.1 + random())]
      const edges = edgesOf(columns)
      const tree = growTree(binned(columns, edges), edges, slope, curve, { leaves: 2, curvatureMin: 1, ridge: 1, rate: 1 })
      const lossOf = (isLeft: (i: number) => boolean): number => {
        const sums = [0, 0, 0, 0]
        for (let i = 0; i < 60; i++) {
          sums[isLeft(i) ? 0 : 1]! += slope[i]!
          sums[isLeft(i) ? 2 : 3]! += curve[i]!
        }
        return Math.min(sums[2]!, sums[3]!) < 1 ? 0 : -(sums[0]! ** 2 / (sums[2]! + 1) + sums[1]! ** 2 / (sums[3]! + 1))
      }
      const tried = columns.flatMap((column) =>
        [-Infinity, ...column].filter((edge) => !Number.isNaN(edge)).map((edge) => lossOf((i) => !(column[i]! > edge))),
      )
      const [feature, threshold] = [tree.feature[0]!, tree.threshold[0]!]
      expect(lossOf((i) => !(columns[feature]![i]! > threshold))).toBeCloseTo(Math.min(...tried), 9)
      // Leaves have the step that lowers the loss most.
      const scores = new Float64Array(60)
      addTree(tree, columns, scores)
      const left = [...scores.keys()].filter((i) => !(columns[feature]![i]! > threshold))
      const sum = (of: Float64Array): number => left.reduce((all, i) => all + of[i]!, 0)
      expect(scores[left[0]!]).toBeCloseTo(-sum(slope) / (sum(curve) + 1), 9)
    }
  })
})

describe('fitBoosted', () => {
  it('learns what no line can, and stops when it learns noise', () => {
    const people = (count: number) => {
      const columns = [numbers(count, random), numbers(count, random), numbers(count, random)]
      // Who is on one side of both, or of neither.
      const labels = Uint8Array.from({ length: count }, (_, i) =>
        random() < (columns[0]![i]! > 0.5 === columns[1]![i]! > 0.5 ? 0.8 : 0.2) ? 1 : 0,
      )
      return { columns, labels }
    }
    const [first, second, third] = [people(4_000), people(1_500), people(4_000)]
    const model = fitBoosted(first.columns, first.labels, second)
    const auc = areaUnderRoc(scoreBoosted(model, third.columns), third.labels)
    // With the true chances it would be .8.
    expect(auc).toBeGreaterThan(0.77)
    expect(auc).toBeLessThan(0.83)
    expect(model.trees.length).toBeLessThan(300)
    expect(fitBoosted(first.columns, first.labels, second)).toEqual(model)
    const noise = fitBoosted(
      first.columns,
      Uint8Array.from(first.labels, () => (random() < 0.5 ? 1 : 0)),
      second,
    )
    expect(noise.trees.length).toBeLessThan(model.trees.length)
    expect(areaUnderRoc(scoreBoosted(noise, third.columns), third.labels)).toBeLessThan(0.6)
  })
})
