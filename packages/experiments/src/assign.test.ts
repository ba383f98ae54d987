import { createHash } from 'node:crypto'
import { goodnessOfFit } from '@weir/statistics'
import { describe, expect, it } from 'vitest'
import { assign, drawOf } from './assign.ts'

const personOf = (n: number): string => (n * 7_919).toString(16).padStart(32, '0')
const PEOPLE = Array.from({ length: 1_000_000 }, (_, n) => personOf(n))
const two = {
  id: 'button',
  arms: [
    { id: 'control', weight: 1 },
    { id: 'blue', weight: 1 },
  ],
  traffic: 1,
}
const other = { ...two, id: 'price' }

describe('drawOf', () => {
  it('is what other languages find: the first 52 bits of SHA-256', () => {
    // printf 'arm/button:00000000000000000000000000000000' | sha256sum
    const hex = createHash('sha256')
      .update(`arm/button:${'0'.repeat(32)}`)
      .digest('hex')
    expect(drawOf('arm/button', '0'.repeat(32))).toBe(Number.parseInt(hex.slice(0, 13), 16) / 2 ** 52)
  })

  it('is uniform over a million people', () => {
    const bins = Array.from({ length: 100 }, () => 0)
    for (const person of PEOPLE) bins[Math.floor(drawOf('arm/button', person) * 100)]!++
    expect(
      goodnessOfFit(
        bins,
        bins.map(() => 1),
      )!.p,
    ).toBeGreaterThan(0.001)
    // A hash that is a little off would be noticed.
    const off = bins.map((count, i) => (i === 0 ? count + 700 : count))
    expect(
      goodnessOfFit(
        off,
        bins.map(() => 1),
      )!.p,
    ).toBeLessThan(0.001)
  })
})

describe('assign', () => {
  it('is one experiment whatever another one says', () => {
    const cells = new Map<string, number>()
    for (const person of PEOPLE.slice(0, 50_000)) {
      const cell = `${assign(two, person).arm} ${assign(other, person).arm}`
      cells.set(cell, (cells.get(cell) ?? 0) + 1)
    }
    expect(cells.size).toBe(4)
    expect(goodnessOfFit([...cells.values()], [1, 1, 1, 1])!.p).toBeGreaterThan(0.001)
  })

  it('gives arms by weight', () => {
    const arms = [
      { id: 'a', weight: 0.1 },
      { id: 'b', weight: 0.2 },
      { id: 'c', weight: 0.7 },
    ]
    const counts = new Map(arms.map(({ id }) => [id, 0]))
    for (const person of PEOPLE.slice(0, 50_000)) {
      const { arm } = assign({ ...two, arms }, person)
      counts.set(arm!, counts.get(arm!)! + 1)
    }
    expect(goodnessOfFit([...counts.values()], [1, 2, 7])!.p).toBeGreaterThan(0.001)
  })

  it('changes the arm of nobody while traffic rises and falls, and lets in its share', () => {
    const some = PEOPLE.slice(0, 10_000)
    const first = new Map<string, string>()
    const changed: string[] = []
    for (const traffic of [0.05, 0.3, 0.1, 0.8, 1]) {
      let inside = 0
      for (const person of some) {
        const { arm } = assign({ ...two, traffic }, person)
        if (arm === undefined) continue
        inside++
        if ((first.get(person) ?? arm) !== arm) changed.push(person)
        first.set(person, arm)
      }
      expect(goodnessOfFit([inside, some.length - inside], [traffic, 1 - traffic])?.p ?? 1).toBeGreaterThan(0.001)
    }
    expect(changed).toEqual([])
    expect(assign({ ...two, traffic: 0 }, some[0]!)).toEqual({ arm: undefined, reason: 'traffic' })
  })

  it('keeps the holdout out of everything, and nobody in two of a group', () => {
    const [left, right] = [
      { ...two, exclusive: { group: 'shop', from: 0, to: 0.4 } },
      { ...other, exclusive: { group: 'shop', from: 0.4, to: 1 } },
    ]
    let held = 0
    for (const person of PEOPLE.slice(0, 5_000)) {
      const answers = [left, right].map((one) => assign(one, person, { share: 0.1 }))
      const outside = answers.filter((answer) => answer.arm === undefined)
      if (outside.length === 2) {
        held++
        expect(outside).toEqual([{ reason: 'holdout' }, { reason: 'holdout' }])
      } else expect(outside).toEqual([{ reason: 'excluded' }])
    }
    expect(goodnessOfFit([held, 5_000 - held], [0.1, 0.9])!.p).toBeGreaterThan(0.001)
  })
})
