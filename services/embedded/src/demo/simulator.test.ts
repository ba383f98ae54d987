import { beforeAll, describe, expect, test } from 'vitest'
import { DAY_MS } from './days.ts'
import { readOrders } from './orders.ts'
import type { Order } from './orders.ts'
import { simulateAds } from './simulator.ts'
import type { AdEvent } from './simulator.ts'
import { timeline } from './timeline.ts'

const span = { from: Date.UTC(2017, 0, 1), until: Date.UTC(2017, 11, 31) }
let orders: Order[] = []
let ads: AdEvent[] = []
beforeAll(async () => {
  orders = await readOrders()
  ads = simulateAds(orders, span)
})

describe('the sample', () => {
  test('is the order log as published', () => {
    expect(orders).toHaveLength(5009)
    expect(new Set(orders.map(({ customer }) => customer)).size).toBe(793)
    expect(orders.flatMap(({ lines }) => lines)).toHaveLength(9994)
    expect(orders.every((order, i) => order.at >= (orders[i - 1]?.at ?? 0) && order.value > 0)).toBe(true)
  })
})

describe('simulated advertising', () => {
  const count = (name: AdEvent['name']): number => ads.filter((event) => event.name === name).length

  test('is the same for the same seed, and another for another', () => {
    expect(simulateAds(orders, span)).toEqual(ads)
    expect(simulateAds(orders, span, 1)).not.toEqual(ads)
  })

  test('stays in its span, in the order of time, each event once', () => {
    expect(ads.every(({ at }) => at >= span.from && at < span.until)).toBe(true)
    expect(ads.every(({ at }, i) => at >= (ads[i - 1]?.at ?? 0))).toBe(true)
    expect(new Set(ads.map(({ id }) => id)).size).toBe(ads.length)
  })

  test('has rates that one would believe', () => {
    const impressions = count('AdImpression')
    const plays = ads.filter((event) => event.name === 'VideoView')
    expect(impressions).toBeGreaterThan(4000)
    expect(count('AdClick') / impressions).toBeGreaterThan(0.008)
    expect(count('AdClick') / impressions).toBeLessThan(0.025)
    const completed = plays.filter(({ watchedMs = 0, ad }) => watchedMs >= ad.durationMs).length / plays.length
    expect(completed).toBeGreaterThan(0.15)
    expect(completed).toBeLessThan(0.25)
    expect(plays.every(({ watchedMs = -1, ad }) => watchedMs >= 0 && watchedMs <= ad.durationMs)).toBe(true)
    const cpm = (ads.reduce((sum, { cost = 0 }) => sum + cost, 0) / impressions) * 1000
    expect(cpm).toBeGreaterThan(15)
    expect(cpm).toBeLessThan(30)
  })

  test('nobody sees an ad long before the first order', () => {
    const first = new Map(orders.toReversed().map(({ customer, at }) => [customer, at]))
    expect(ads.every(({ customer, at }) => at >= (first.get(customer) ?? Infinity) - 31 * DAY_MS)).toBe(true)
  })
})

describe('the timeline', () => {
  test('holds everything once, in the order of time, orders first', () => {
    const batches = timeline(orders, ads, 100)
    const items = batches.flatMap(({ kind, items }) => items.map(({ at, id }) => ({ kind, at, id })))
    expect(items).toHaveLength(orders.length + ads.length)
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length)
    const rank = { orders: 0, ads: 1 }
    const sorted = items.toSorted((a, b) => a.at - b.at || rank[a.kind] - rank[b.kind])
    expect(items).toEqual(sorted)
    expect(batches.every(({ items }) => items.length > 0 && items.length <= 100)).toBe(true)
    expect(batches.every(({ at, items }) => at === items[0]?.at)).toBe(true)
  })
})
