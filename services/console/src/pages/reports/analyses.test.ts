import { expect, it } from 'vitest'
import { sankeyOption } from '../../parts/sankey-option.ts'
import { capLosses } from './cap-losses.ts'
import { creditByModel, creditMeasures } from './model-credit.ts'

it('has models beside each other, a row per campaign', () => {
  const rows = [
    { campaign: 'a', model: 'last_touch', conversions: 1, value: { EUR: 5 } },
    { campaign: 'b', model: 'last_touch', conversions: 3, value: {} },
    { campaign: 'a', model: 'linear', conversions: 2.5, value: { EUR: 9 } },
    { campaign: null, model: 'linear', conversions: 1, value: {} },
  ]
  expect(creditMeasures(rows)).toEqual(['conversions', 'value_EUR'])
  expect(creditByModel(rows, 'campaign', 'conversions')).toEqual([
    { name: 'b', credit: { last_touch: 3 } },
    { name: 'a', credit: { last_touch: 1, linear: 2.5 } },
    { name: null, credit: { linear: 1 } },
  ])
  expect(creditByModel(rows, 'campaign', 'value_EUR')[0]).toEqual({ name: 'a', credit: { last_touch: 5, linear: 9 } })
})

it('sums up what a cap would have cost', () => {
  const row = (n: number, persons: number, clicks: number | null, conversions: number, spend: Record<string, number>) => ({
    n,
    persons,
    impressions: persons,
    clicks,
    conversions,
    spend,
  })
  const rows = [row(1, 100, 10, 4, { EUR: 2 }), row(2, 60, 5, 1, { EUR: 1 }), row(3, 40, 0, 0, { EUR: 0.5, USD: 1 })]
  expect(capLosses(rows, 1)).toEqual({
    people: 60,
    impressions: 100,
    impressionShare: 0.5,
    clicks: 5,
    clickShare: 1 / 3,
    conversions: 1,
    conversionShare: 0.2,
    spend: { EUR: 1.5, USD: 1 },
  })
  expect(capLosses(rows, 3)).toMatchObject({ people: 0, impressions: 0, clickShare: 0, spend: {} })
  // Figures of few are not told: then neither is their sum.
  expect(capLosses([...rows, row(4, 2, null, 0, {})], 2)).toMatchObject({ clicks: null, clickShare: null, impressions: 42 })
})

it('draws the same place in the same colour at every step', () => {
  const flow = (step: number, from: string, to: string) => ({ step, from, to, people: 5 })
  const option = JSON.parse(JSON.stringify(sankeyOption([flow(1, 'view', 'cart'), flow(2, 'cart', 'view')], false)))
  const [{ data, links }] = option.series
  const colours = new Map<string, Set<string>>()
  for (const { name, itemStyle } of data) {
    const place = name.slice(3)
    colours.set(place, (colours.get(place) ?? new Set()).add(itemStyle.color))
  }
  expect([...colours.values()].map(({ size }) => size)).toEqual([1, 1])
  expect(links).toEqual([
    { source: '1. view', target: '2. cart', value: 5 },
    { source: '2. cart', target: '3. view', value: 5 },
  ])
})
