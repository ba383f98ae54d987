import { thresholdIdsIn } from '@weir/contracts'
import type { FactRow, PercentileCondition } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { NOW, createWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** Thresholds from the real engine, beside a sort in plain TypeScript. */

const DAY = 86_400_000
const opened = openTestWarehouse()
let world: World
beforeAll(async () => {
  world = await createWorld({ warehouse: (await opened).warehouse })
  await store((await opened).warehouse, FACTS)
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await (await opened)[Symbol.asyncDispose]()
})

const random = seededRandom(62)
const REFUSES = new Set(['p3', 'p50'])
/** 90 people who did anything at all, of whom about half bought, with many equal amounts. */
const BOUGHT = Array.from({ length: 90 }, (_, i) => ({
  person: `p${i}`,
  prices: Array.from({ length: i % 2 === 0 ? random.int(6) : 0 }, () => random.int(40) / 4),
}))
const FACTS: FactRow[] = BOUGHT.flatMap(({ person, prices }) => {
  const consent = REFUSES.has(person) ? { consent_measurement: 3 } : {}
  const buys = prices.map((price, n) =>
    fact(NOW - (n + 1) * DAY, 'Buy', { person, ...consent, body: { properties: { price, sku: `s${price}` } } }),
  )
  // What is older than the window counts for the person, and not for the measure.
  return [fact(NOW - 60 * DAY, 'Buy', { person, ...consent, body: { properties: { price: 1000, sku: 'old' } } }), ...buys]
})

const path = 'properties.price'
type Quantity = PercentileCondition['percentile']['of']
const event = { name: 'Buy' }
const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0)
const sorted = (of: readonly number[]): number[] => of.toSorted((a, b) => a - b)
const middle = (of: readonly number[]): number =>
  (sorted(of)[Math.floor((of.length - 1) / 2)]! + sorted(of)[Math.floor(of.length / 2)]!) / 2
const down = (x: number): number => Math.floor(x * 10_000) / 10_000
/** Each with what it is of somebody's prices, the newest first. */
const MEASURES: Record<string, [Quantity, (prices: readonly number[]) => number]> = {
  count: [{ event }, (prices) => prices.length],
  active_days: [{ event, active_days: true }, (prices) => prices.length],
  sum: [{ event, sum: { path } }, sum],
  distinct: [{ event, distinct: { path: 'properties.sku' } }, (prices) => new Set(prices).size],
  avg: [{ event, avg: { path } }, (prices) => down(sum(prices) / prices.length)],
  median: [{ event, median: { path } }, middle],
  max: [{ event, max: { path } }, (prices) => Math.max(...prices)],
  last: [{ event, last: { path } }, (prices) => prices[0]!],
}

interface Computed {
  id: string
  value: number | null
  people: number | null
  reached: number | null
  share: number | null
  top: number
  version: number | null
  changed: boolean
}
const compute = async (body: object): Promise<{ computed: Computed[]; left: number }> => {
  const answer = await world.ask('POST', '/v1/thresholds/compute', body)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json<{ computed: Computed[]; left: number }>()
}
const put = async (id: string, rule: unknown): Promise<void> => {
  const answer = await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule, purposes: ['measurement'] })
  expect(answer.statusCode, answer.body).toBe(200)
}
const bestOf = (of: Quantity, top: number): PercentileCondition => ({ percentile: { of, within: '30d' }, top })

describe('computed thresholds', () => {
  it.each(Object.entries(MEASURES))(
    'of %s are what the best reach, and let in nobody who did nothing',
    async (name, [of, measure]) => {
      const all = BOUGHT.filter(({ person }) => !REFUSES.has(person))
      const isSum = ['count', 'active_days', 'sum', 'distinct'].includes(name)
      const own = all.flatMap(({ prices }) => {
        const value = prices.length > 0 ? measure(prices) : 0
        return prices.length > 0 && (value > 0 || !isSum) ? [value] : []
      })
      for (const top of [0.01, 0.1, 0.25, 0.5, 0.9]) {
        const rule = bestOf(of, top)
        const [id] = thresholdIdsIn(rule) as [string]
        await put(`best-${name.replace('_', '-')}`, rule)
        const { computed } = await compute({ ids: [id] })
        const ranked = sorted(own).toReversed()
        const value = ranked[Math.min(Math.ceil(Number((top * all.length).toFixed(6))), ranked.length) - 1]!
        const reached = ranked.filter((one) => one >= value).length
        const told = { id, value, people: all.length, reached, share: reached / all.length, top, version: 1, changed: true }
        expect(computed, `top ${top}`).toEqual([told])
        // Without those who are equal to the last of them, fewer than asked for.
        expect(ranked.filter((one) => one > value).length).toBeLessThan(top * all.length)
        // The rule finds the same people.
        const preview = await world.ask('POST', '/v1/segments/preview', { rule, purposes: ['measurement'] })
        expect(preview.json()).toMatchObject({ size: reached })
      }
    },
  )

  it('of the same number make no new version, nor over what somebody else published', async () => {
    const rule = bestOf({ event }, 0.3)
    const [id] = thresholdIdsIn(rule) as [string]
    await put('again', rule)
    expect((await compute({ ids: [id] })).computed).toMatchObject([{ version: 1, changed: true }])
    expect((await compute({ ids: [id] })).computed).toMatchObject([{ version: 1, changed: false }])
    await world.ask('PUT', `/v1/thresholds/${id}`, { value: 77 })
    expect((await compute({ ids: [id] })).computed).toMatchObject([{ version: 3, changed: true }])
  })

  it('are those that are missing or old, where none is named', async () => {
    const rule = bestOf({ event }, 0.41)
    const [id] = thresholdIdsIn(rule) as [string]
    await put('waiting', { not: rule })
    await put('scored', { score: 'buys', percentile: { gte: 90 } })
    expect(await compute({})).toMatchObject({ computed: [{ id, version: 1 }], left: 0 })
    expect(await compute({})).toMatchObject({ computed: [] })
    const all = await compute({ older_than_hours: 0 })
    expect(all.computed.map((one) => one.id)).toContain(id)
  })

  it('are not published where nobody has anything to measure', async () => {
    const rule = bestOf({ event: { name: 'Never' }, sum: { path } }, 0.1)
    const [id] = thresholdIdsIn(rule) as [string]
    await put('nobody', rule)
    const nothing = { value: null, people: null, reached: null, share: null, version: null, changed: false }
    expect((await compute({ ids: [id] })).computed).toEqual([{ id, top: 0.1, ...nothing }])
    expect((await world.ask('GET', '/v1/segments/nobody')).json()).toMatchObject({ unresolved: [id] })
  })

  it.each([
    [{ ids: ['model:buys'] }, 400, 'ids.0'],
    [{ ids: [] }, 400, 'ids'],
    [{ ids: ['percentile:0123456789abcdef'] }, 404, 'ids.0'],
    [{ older_than_hours: -1 }, 400, 'older_than_hours'],
    [{ other: 1 }, 400, 'other'],
  ])('are refused as %o', async (body, status, path) => {
    const answer = await world.ask('POST', '/v1/thresholds/compute', body)
    expect(answer.json()).toMatchObject({ status, errors: [{ path }] })
  })
})
