import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { fact, store } from '../../test/facts.ts'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'

/** Money of several currencies as one, by rates of exchange for each day. */

const opened = await openTestWarehouse()
let world: World
const at = (text: string): number => Date.parse(text)
const MAY = '/v1/reports/segments?from=2023-05-01&to=2023-06-01&attribution=none&metrics=clicks,spend,value,cpc,roas,aov'

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  const click = (time: string, cost: number, currency: string, campaign = 'a') =>
    fact(at(time), 'AdClick', { cost, cost_currency: currency, campaign_id: campaign })
  await store(opened.warehouse, [
    click('2023-05-01T10:00:00Z', 2, 'EUR'),
    click('2023-05-01T10:00:01Z', 10, 'USD'),
    // The same dollars are worth more on the next day, which begins at 22:00 UTC in Berlin.
    click('2023-05-01T22:00:00Z', 10, 'USD'),
    click('2023-05-02T10:00:00Z', 100, 'GBP', 'b'),
    fact(at('2023-05-01T11:00:00Z'), 'Purchase', { value: 40, currency: 'USD', campaign_id: 'a' }),
  ])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

it('are supplied, read back, replaced and forgotten', async () => {
  const put = (pair: string, rates: unknown) => world.ask('PUT', `/v1/exchange-rates/${pair}`, { rates })
  const first = await put('USD/EUR', { '2023-05-01': 0.1, '2020-01-01': 3 })
  expect([first.statusCode, first.json()]).toEqual([
    200,
    { from: 'USD', to: 'EUR', rates: { '2023-05-01': 0.1, '2020-01-01': 3 } },
  ])
  expect((await put('GBP/EUR', { '2023-05-02': 2 })).statusCode).toBe(200)
  expect((await put('USD/EUR', { '2023-05-01': 0.5, '2023-05-02': 0.9 })).statusCode).toBe(200)
  expect((await world.ask('GET', '/v1/exchange-rates')).json()).toEqual({
    pairs: [
      { from: 'USD', to: 'EUR', rates: { '2023-05-01': 0.5, '2023-05-02': 0.9 } },
      { from: 'GBP', to: 'EUR', rates: { '2023-05-02': 2 } },
    ],
  })
  expect((await world.ask('GET', '/v1/exchange-rates/EUR/USD')).statusCode).toBe(404)
  for (const [pair, rates] of [
    ['EUR/EUR', { '2023-05-01': 1 }],
    ['eur/USD', { '2023-05-01': 1 }],
    ['EUR/USD', { '2023-02-30': 1 }],
    ['EUR/USD', { '2023-05-01': 0 }],
    ['EUR/USD', { '2023-05-01': -1 }],
    ['EUR/USD', { '2023-05-01': '1' }],
    ['EUR/USD', []],
  ] as const)
    expect((await put(pair, rates)).statusCode, JSON.stringify([pair, rates])).toBe(400)
})

it('converts by the rate of the day, and names the rates', async () => {
  const answer = (await world.ask('GET', `${MAY}&currency=EUR`)).json()
  const spend = 2 + 5 + 5 + 200
  expect(answer.rows).toEqual([{ currency: 'EUR', clicks: 4, spend, value: 20, cpc: spend / 4, roas: 20 / spend, aov: 20 }])
  expect(answer.exchange_rates).toEqual({
    to: 'EUR',
    used: [
      { currency: 'GBP', day: '2023-05-02', rate: 2 },
      { currency: 'USD', day: '2023-05-01', rate: 0.5 },
    ],
    missing: [],
  })
  // Days are those of the report's zone.
  const berlin = (await world.ask('GET', `${MAY}&currency=EUR&tz=Europe/Berlin`)).json()
  expect(berlin.rows[0].spend).toBe(2 + 5 + 9 + 200)
})

it('says nothing of what has no rate, and which that is', async () => {
  expect((await world.ask('DELETE', '/v1/exchange-rates/GBP/EUR')).statusCode).toBe(204)
  const answer = (await world.ask('GET', `${MAY}&currency=EUR&group_by=campaign`)).json()
  expect(answer.rows).toEqual([
    { campaign: 'a', currency: 'EUR', clicks: 3, spend: 12, value: 20, cpc: 4, roas: 20 / 12, aov: 20 },
    { campaign: 'b', currency: 'EUR', clicks: 1, spend: null, value: 0, cpc: null, roas: null, aov: null },
  ])
  expect(answer.exchange_rates.missing).toEqual([{ currency: 'GBP', day: '2023-05-02' }])
  const csv = await world.ask('GET', `${MAY}&currency=EUR&format=csv`)
  expect(csv.headers['x-weir-missing-rates']).toBe('1')
  expect(csv.body).toBe('currency,clicks,spend,value,cpc,roas,aov\nEUR,4,,20,,,20\n')
  // No rate is made of that of the other direction.
  const pounds = (await world.ask('GET', `${MAY}&currency=GBP`)).json()
  expect([pounds.rows[0].spend, pounds.exchange_rates.used]).toEqual([null, []])
})
