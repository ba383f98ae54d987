import { describe, expect, it } from 'vitest'
import { compareArms, valueOf } from './compare.ts'
import { converted, momentsOf } from './testing/people.ts'
import type { Measured } from './testing/people.ts'

let seed = 20_241_001
const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
/** Money of people: most pay nothing, some a lot; what they paid before tells of it. */
const payer = (lift: number): Measured => {
  const habit = random() ** 3
  const pays = random() < 0.3 + 0.4 * habit
  return [pays ? lift * Math.exp(2 + 2 * habit + random()) : 0, 1, 100 * habit * random()]
}
const clicker = (rate: number): Measured => {
  const views = 1 + Math.floor(random() * 9)
  const taste = random()
  return [Array.from({ length: views }).filter(() => random() < 2 * rate * taste).length, views, 0]
}
const many = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one)

describe('compareArms', () => {
  it('of shares is the z test, told with what was counted', () => {
    const { value, control, effect, p, reduction } = compareArms('share', converted(120, 1_000), converted(100, 1_000), 0.05)
    expect([value, control]).toEqual([0.12, 0.1])
    expect(effect?.value).toBeCloseTo(0.02, 12)
    expect(p).toBeCloseTo(0.1529, 4)
    expect(reduction).toBeUndefined()
  })

  it.each([
    ['mean', () => momentsOf(many(300, () => payer(1.2))), () => momentsOf(many(300, () => payer(1)))],
    ['ratio', () => momentsOf(many(300, () => clicker(0.24))), () => momentsOf(many(300, () => clicker(0.2)))],
  ] as const)('has the true difference of a %s in its intervals as often as it says', (kind, treated, control) => {
    const [big, small] = [many(60, treated), many(60, control)].map((arms) => arms.map(valueOf))
    const mean = (values: readonly (number | undefined)[]): number => values.reduce<number>((a, b) => a + b!, 0) / values.length
    const truth = kind === 'mean' ? mean(big!) - mean(small!) : 0.04
    let [fixed, always] = [0, 0]
    const runs = 400
    for (let run = 0; run < runs; run++) {
      const { effect } = compareArms(kind, treated(), control(), 0.05)
      if (effect!.fixed.low <= truth && truth <= effect!.fixed.high) fixed++
      if (effect!.always.low <= truth && truth <= effect!.always.high) always++
    }
    expect(fixed / runs).toBeGreaterThan(0.92)
    expect(fixed / runs).toBeLessThan(0.98)
    expect(always).toBeGreaterThanOrEqual(fixed)
  })

  it('takes noise away where the covariate tells of it', () => {
    const [treated, control] = [many(2_000, () => payer(1)), many(2_000, () => payer(1))]
    const without = (people: Measured[]): Measured[] => people.map(([y, per]) => [y, per, 0])
    const [less, plain] = [
      compareArms('mean', momentsOf(treated), momentsOf(control), 0.05),
      compareArms('mean', momentsOf(without(treated)), momentsOf(without(control)), 0.05),
    ]
    expect(less.reduction).toBeGreaterThan(0.1)
    expect(plain.reduction).toBeUndefined()
    const width = ({ effect }: typeof less): number => effect!.fixed.high - effect!.fixed.low
    expect((width(less) / width(plain)) ** 2).toBeCloseTo(1 - less.reduction!, 2)
  })

  it('says nothing where there is nothing', () => {
    const none = compareArms('share', converted(0, 0), converted(0, 0), 0.05)
    expect([none.value, none.effect, none.relative, none.p, none.pAlways]).toEqual(Array.from({ length: 5 }, () => undefined))
    expect(
      compareArms(
        'ratio',
        momentsOf([
          [0, 0, 0],
          [0, 0, 0],
        ]),
        converted(1, 2),
        0.05,
      ).effect,
    ).toBeUndefined()
    expect(compareArms('mean', converted(1, 1), converted(1, 2), 0.05).effect).toBeUndefined()
  })
})
