import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { FactRow } from '@weir/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { absorb } from '../../../test/aliases.ts'
import { fact, store } from '../../../test/facts.ts'
import { createWorld, NOW } from '../../../test/world.ts'
import type { World } from '../../../test/world.ts'

/** Results, beside the same counted person by person. */

const opened = await openTestWarehouse()
let world: World
const DAY = 86_400_000
const START = NOW - 20 * DAY
const random = seededRandom(15)
const facts: FactRow[] = []
const at = (t: number, name: string, person: string, fields: Partial<FactRow> = {}): void =>
  void facts.push(fact(t, name, { person, ...fields }))

interface Shopper {
  arm: string
  shown: number
  /** Buys once in another currency. */
  abroad: boolean
  orders: { t: number; value: number }[]
}
/** Who buys follows from a habit that shows before the experiment, and from the arm. */
function shop(experiment: string, arms: Record<string, { people: number; lift: number; cost: number }>): Shopper[] {
  return Object.entries(arms).flatMap(([arm, { people, lift, cost }]) =>
    Array.from({ length: people }, (_, i): Shopper => {
      const person = `${experiment}-${arm}-${i}`
      const shown = START + random.int(15 * DAY)
      const habit = random.next()
      const orders: Shopper['orders'] = []
      for (const from of [shown - 28 * DAY, shown])
        for (let n = 0; n < 6; n++)
          if (random.chance(0.35 * habit ** 2 * (from === shown ? lift : 1)))
            orders.push({ t: from + random.int(27 * DAY), value: 5 + random.int(50) })
      const device = i % 3 === 0 ? 'phone' : 'desktop'
      const logged = { experiment_id: experiment, arm, device }
      at(shown, 'AdImpression', person, { ...logged, cost, cost_currency: 'EUR' })
      at(shown + 60_000, 'ViewContent', person, logged)
      for (const { t, value } of orders) if (t < NOW) at(t, 'Purchase', person, { value, currency: 'EUR' })
      if (i % 9 === 0) at(shown + 2 * DAY, 'Purchase', person, { value: 900, currency: 'USD' })
      return { arm, shown, abroad: i % 9 === 0, orders: orders.filter(({ t }) => t < NOW) }
    }),
  )
}

const button = shop('button', { control: { people: 700, lift: 1, cost: 0 }, blue: { people: 720, lift: 1.9, cost: 0.1 } })
shop('broken', { control: { people: 400, lift: 1, cost: 0 }, blue: { people: 250, lift: 1.5, cost: 0 } })
shop('small', { control: { people: 30, lift: 1, cost: 0 }, blue: { people: 30, lift: 5, cost: 0 } })
// In two arms; in an arm that there is not; without consent; a machine; before the start.
for (const arm of ['control', 'blue']) at(START + DAY, 'ViewContent', 'both', { experiment_id: 'button', arm })
at(START + DAY, 'ViewContent', 'astray', { experiment_id: 'button', arm: 'green' })
at(START + DAY, 'ViewContent', 'silent', { experiment_id: 'button', arm: 'blue', consent_measurement: 1 })
at(START + DAY, 'ViewContent', 'robot', { experiment_id: 'button', arm: 'blue', bot: 'user_agent' })
at(START - DAY, 'ViewContent', 'early', { experiment_id: 'button', arm: 'blue' })

const event = { name: 'Purchase', where: [{ path: 'properties.x', op: 'ne', value: 'y' }] }
const plan = {
  name: 'Button',
  arms: [
    { id: 'control', weight: 1 },
    { id: 'blue', weight: 1 },
  ],
  starts_at: new Date(START).toISOString(),
  window: 14,
  primary: { id: 'eur', kind: 'mean', event: { name: 'Purchase' }, sum: 'EUR' },
  guardrails: [
    { id: 'order_value', kind: 'ratio', event: { name: 'Purchase' }, sum: 'EUR', per: { event: { names: ['Purchase'] } } },
  ],
  secondary: [{ id: 'buyers', kind: 'share', event: { name: 'Purchase' } }],
}

interface Row {
  role: string
  metric: string
  arm: string
  people: number
  value: number
  control: number
  effect: { value: number; fixed: { low: number; high: number }; always: { low: number; high: number } }
  p: number
  variance_reduction: number | null
  incremental: { conversions: number } | null
  incremental_cpa: { currency: string; value: number; low: number; high: number | null }[]
}
interface Answer {
  decision: { verdict: string; arm: string | null; text: string }
  arms: { arm: string; planned: number; people: number }[]
  excluded: number
  sample_ratio: { p: number; alarm: boolean; parts: { by: string; key: string }[] }
  days_left: number | null
  rows: Row[]
}
const results = async (id: string): Promise<Answer> => {
  const answer = await world.ask('GET', `/v1/experiments/${id}/results`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  await store(opened.warehouse, facts)
  for (const id of ['button', 'broken', 'small', 'unseen']) {
    const saved = await world.ask('PUT', `/v1/experiments/${id}`, plan)
    if (saved.statusCode !== 200) throw new Error(saved.body)
  }
}, 120_000)
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

describe('results', () => {
  it('count people once, from their first exposure on, in the arm that they were shown', async () => {
    const { arms, excluded, sample_ratio: ratio, rows } = await results('button')
    expect(arms).toEqual([
      { arm: 'control', planned: 0.5, people: 700 },
      { arm: 'blue', planned: 0.5, people: 720 },
    ])
    expect(excluded).toBe(2)
    expect(ratio).toMatchObject({ alarm: false, parts: [] })
    const spent = (arm: string): number[] =>
      button
        .filter((one) => one.arm === arm)
        .map(({ shown, orders }) =>
          orders.filter(({ t }) => t >= shown && t < shown + 14 * DAY).reduce((sum, { value }) => sum + value, 0),
        )
    const mean = (values: number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
    const money = rows.find(({ metric }) => metric === 'eur')!
    expect(money.value).toBeCloseTo(mean(spent('blue')), 9)
    expect(money.control).toBeCloseTo(mean(spent('control')), 9)
    const bought = ({ arm, shown, abroad, orders }: Shopper, of: string): boolean =>
      arm === of && (orders.some(({ t }) => t >= shown && t < shown + 14 * DAY) || abroad)
    const buyers = rows.find(({ metric }) => metric === 'buyers')!
    expect(buyers.value).toBeCloseTo(button.filter((one) => bought(one, 'blue')).length / 720, 9)
  })

  it('have less noise by what people did before, and find what is there', async () => {
    const { rows, decision } = await results('button')
    const money = rows.find(({ role }) => role === 'primary')!
    expect(money.variance_reduction).toBeGreaterThan(0.02)
    expect(money.effect.value).toBeCloseTo(money.value - money.control, 0)
    expect(money.effect.always.low).toBeLessThan(money.effect.fixed.low)
    expect(money.p).toBeLessThan(0.05)
    expect(decision).toMatchObject({ verdict: 'better', arm: 'blue' })
    expect(decision.text).toMatch(/^Take "blue": eur rises by \d+\.\d % \(between /)
  })

  it('say what one person more has cost', async () => {
    const { rows } = await results('button')
    const buyers = rows.find(({ metric }) => metric === 'buyers')!
    expect(buyers.incremental?.conversions).toBeCloseTo(720 * buyers.effect.value, 9)
    const [cost] = buyers.incremental_cpa
    expect(cost).toMatchObject({ currency: 'EUR' })
    expect(cost!.value * buyers.incremental!.conversions).toBeCloseTo(72, 6)
    expect(cost!.low).toBeLessThan(cost!.value)
    expect(rows.find(({ role }) => role === 'guardrail')).toMatchObject({
      metric: 'order_value',
      incremental: null,
      incremental_cpa: [],
    })
  })

  it('are not believed where arms have other sizes, and not told of a few', async () => {
    const broken = await results('broken')
    expect(broken.sample_ratio.alarm).toBe(true)
    expect(broken.sample_ratio.parts.map(({ by }) => by)).toContain('device')
    expect(broken.decision).toMatchObject({ verdict: 'broken', arm: null })
    const small = await results('small')
    expect([small.decision.verdict, small.rows, small.days_left]).toEqual(['waiting', [], null])
    const unseen = await results('unseen')
    expect([unseen.decision.verdict, unseen.excluded]).toEqual(['waiting', 0])
  })

  it('of selectors with tests are asked as rules ask', async () => {
    const primary = { id: 'eur', kind: 'mean', event, sum: 'EUR' }
    await world.ask('PUT', '/v1/experiments/tested', { ...plan, primary })
    expect((await results('tested')).decision.verdict).toBe('waiting')
  })

  it('leave out persons who turned out to be one and were in two arms', async () => {
    for (const [i, arm] of ['control', 'blue'].entries())
      await store(opened.warehouse, [fact(START + DAY, 'ViewContent', { person: `twin${i}`, experiment_id: 'twins', arm })])
    await world.ask('PUT', '/v1/experiments/twins', plan)
    expect((await results('twins')).excluded).toBe(0)
    await absorb(opened.warehouse, [['twin1', 'twin0']])
    const { excluded, arms } = await results('twins')
    expect([excluded, arms.map(({ people }) => people)]).toEqual([1, [0, 0]])
  })
})
