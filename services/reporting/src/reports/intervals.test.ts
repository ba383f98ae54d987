import { ratioInterval, wilsonInterval } from '@weir/statistics'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { fact, store } from '../../test/facts.ts'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'

/** What stands beside metrics: intervals, the period before, totals; order and limits. */

const opened = await openTestWarehouse()
let world: World
const at = (text: string): number => Date.parse(text)
type Answer = { rows: Record<string, unknown>[]; totals?: Record<string, unknown>[]; rows_left_out?: number }
const report = async (query: string): Promise<Answer> => {
  const answer = await world.ask('GET', `/v1/reports/segments?attribution=none&${query}`)
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.json()
}
const MAY = 'from=2023-05-01&to=2023-06-01'

// Per person: clicks with their costs in EUR, and conversions with their values.
const PEOPLE: Record<string, { costs: number[]; values: number[] }> = {
  ann: { costs: [1, 2, 4], values: [10] },
  bob: { costs: [3], values: [20, 5] },
  cem: { costs: [2, 2], values: [] },
  dan: { costs: [], values: [7] },
}

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
  let n = 0
  const t = at('2023-05-10T00:00:00Z')
  await store(
    opened.warehouse,
    Object.entries(PEOPLE).flatMap(([person, { costs, values }]) => [
      fact(t + n++, 'AdImpression', { person, campaign_id: 'a' }),
      fact(t + n++, 'AdImpression', { person, campaign_id: person === 'ann' ? 'b' : 'a' }),
      ...costs.map((cost) => fact(t + n++, 'AdClick', { person, cost, cost_currency: 'EUR', campaign_id: 'a' })),
      ...values.map((value) => fact(t + n++, 'Purchase', { person, value, currency: 'EUR', campaign_id: 'a' })),
    ]),
  )
  await store(opened.warehouse, [
    fact(at('2023-04-20T00:00:00Z'), 'AdClick', { cost: 7, cost_currency: 'EUR', campaign_id: 'a' }),
    fact(at('2023-04-01T00:00:00Z'), 'AdClick', { cost: 3, cost_currency: 'USD', campaign_id: 'old' }),
    // Before the period before: April has 30 days, May 31.
    fact(at('2023-03-30T23:59:59Z'), 'AdClick', { cost: 3, cost_currency: 'USD', campaign_id: 'older' }),
  ])
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

describe('intervals', () => {
  const sum = (of: (person: { costs: number[]; values: number[] }) => number): number =>
    Object.values(PEOPLE).reduce((all, person) => all + of(person), 0)
  const total = (amounts: number[]): number => amounts.reduce((all, amount) => all + amount, 0)

  it.each(['90', '95', '99'] as const)('of %s %% are those of persons, counted by hand', async (level) => {
    const { rows } = await report(`${MAY}&intervals=${level}&metrics=clicks,ctr,cvr,cpa,roas,aov,frequency`)
    const cpa = ratioInterval(
      {
        units: 4,
        part: sum(({ costs }) => total(costs)),
        whole: sum(({ values }) => values.length),
        partSquared: sum(({ costs }) => total(costs) ** 2),
        product: sum(({ costs, values }) => total(costs) * values.length),
        wholeSquared: sum(({ values }) => values.length ** 2),
      },
      level,
    )
    const roas = ratioInterval(
      {
        units: 4,
        part: sum(({ values }) => total(values)),
        whole: sum(({ costs }) => total(costs)),
        partSquared: sum(({ values }) => total(values) ** 2),
        product: sum(({ costs, values }) => total(costs) * total(values)),
        wholeSquared: sum(({ costs }) => total(costs) ** 2),
      },
      level,
    )
    const aov = ratioInterval(
      {
        units: 4,
        part: 42,
        whole: 4,
        partSquared: 100 + 625 + 49,
        product: 10 + 50 + 7,
        wholeSquared: 1 + 4 + 1,
      },
      level,
    )
    const ctr = wilsonInterval(6, 8, level)
    const cvr = wilsonInterval(4, 6, level)
    const [row] = rows
    expect(row).toMatchObject({ clicks: 6, ctr: 6 / 8, cpa: { EUR: 14 / 4 }, roas: { EUR: 3 }, aov: { EUR: 10.5 } })
    expect(row).not.toHaveProperty('clicks_low')
    expect([row?.['ctr_low'], row?.['ctr_high'], row?.['cvr_low'], row?.['cvr_high']]).toEqual([
      ctr?.low,
      ctr?.high,
      cvr?.low,
      cvr?.high,
    ])
    for (const [name, expected] of Object.entries({ cpa, roas, aov })) {
      for (const end of ['low', 'high'] as const) {
        const cell = row?.[`${name}_${end}`] as Record<string, number>
        expect(Object.keys(cell)).toEqual(['EUR'])
        expect(cell['EUR'], `${name}_${end}`).toBeCloseTo(expected![end], 9)
      }
    }
    // Everybody saw two.
    expect([row?.['frequency_low'], row?.['frequency_high']]).toEqual([2, 2])
  })

  it('are null where there are none, and stand in CSV', async () => {
    const { rows } = await report(`${MAY}&intervals=95&metrics=ctr,cpa&group_by=campaign`)
    expect(rows[1]).toEqual({
      campaign: 'b',
      ctr: 0,
      ctr_low: 0,
      ctr_high: expect.any(Number),
      cpa: {},
      cpa_low: {},
      cpa_high: {},
    })
    // Without impressions there is no rate.
    const april = await report('from=2023-04-01&to=2023-05-01&intervals=95&metrics=ctr')
    expect(april.rows).toEqual([{ ctr: null, ctr_low: null, ctr_high: null }])
    const csv = await world.ask('GET', `/v1/reports/segments?${MAY}&intervals=95&metrics=cpa&attribution=none&format=csv`)
    expect(csv.body.split('\n')[0]).toBe('cpa_EUR,cpa_low_EUR,cpa_high_EUR')
  })

  it('are not widened by a rate of exchange, which counts as known', async () => {
    await world.ask('PUT', '/v1/exchange-rates/EUR/USD', { rates: { '2023-05-10': 2 } })
    const [[euro], [dollar]] = [
      (await report(`${MAY}&intervals=95&metrics=cpa`)).rows,
      (await report(`${MAY}&intervals=95&metrics=cpa&currency=USD`)).rows,
    ]
    const high = euro?.['cpa_high'] as Record<string, number>
    expect([dollar?.['cpa'], dollar?.['currency']]).toEqual([7, 'USD'])
    expect(dollar?.['cpa_high']).toBeCloseTo(2 * high['EUR']!, 9)
  })
})

describe('the period before', () => {
  it('stands beside each metric, with the change, also where there was nothing in one of the two', async () => {
    const { rows } = await report(`${MAY}&compare=previous&group_by=campaign&metrics=clicks,spend`)
    expect(rows).toEqual([
      {
        campaign: 'a',
        clicks: 6,
        previous_clicks: 1,
        change_clicks: 5,
        spend: { EUR: 14 },
        previous_spend: { EUR: 7 },
        change_spend: { EUR: 1 },
      },
      { campaign: 'b', clicks: 0, previous_clicks: 0, change_clicks: null, spend: {}, previous_spend: {}, change_spend: {} },
      {
        campaign: 'old',
        clicks: 0,
        previous_clicks: 1,
        change_clicks: -1,
        spend: { USD: 0 },
        previous_spend: { USD: 3 },
        change_spend: { USD: -1 },
      },
    ])
    const wrong = await world.ask('GET', `/v1/reports/segments?${MAY}&compare=previous&group_by=day`)
    expect([wrong.statusCode, wrong.json()]).toMatchObject([400, { errors: [{ path: 'compare' }] }])
  })
})

describe('totals, order and limits', () => {
  it('count everybody once', async () => {
    const { rows, totals } = await report(`${MAY}&group_by=campaign&metrics=impressions,reach,spend&totals=true`)
    expect(rows).toEqual([
      { campaign: 'a', impressions: 7, reach: 4, spend: { EUR: 14 } },
      { campaign: 'b', impressions: 1, reach: 1, spend: {} },
    ])
    expect(totals).toEqual([{ impressions: 8, reach: 4, spend: { EUR: 14 } }])
    const csv = await world.ask('GET', `/v1/reports/segments?${MAY}&group_by=campaign&metrics=reach&totals=true&format=csv`)
    expect(csv.body).toBe('total,campaign,reach\nfalse,a,4\nfalse,b,1\ntrue,,4\n')
  })

  it('do not tell what a suppressed group has', async () => {
    const { rows, totals } = await report(`${MAY}&group_by=campaign&metrics=impressions&totals=true&min_group=2`)
    expect(rows).toEqual([
      { campaign: 'a', impressions: 7 },
      { campaign: 'b', impressions: null, suppressed: true },
    ])
    expect(totals).toEqual([{ impressions: null, suppressed: true }])
  })

  it('sort by any column, money in its currency, and cut after it', async () => {
    const of = async (sort: string): Promise<unknown> =>
      (await report(`from=2023-01-01&to=2023-06-01&group_by=campaign&metrics=clicks,spend&sort=${sort}`)).rows.map(
        ({ campaign }) => campaign,
      )
    expect(await of('-campaign')).toEqual(['older', 'old', 'b', 'a'])
    expect(await of('clicks,-campaign')).toEqual(['b', 'older', 'old', 'a'])
    expect(await of('spend_USD,campaign')).toEqual(['old', 'older', 'a', 'b'])
    expect(await of('-spend_EUR,-campaign')).toEqual(['a', 'older', 'old', 'b'])
    const cut = await report('from=2023-01-01&to=2023-06-01&group_by=campaign&metrics=clicks&sort=-clicks&limit=1')
    expect([cut.rows, cut.rows_left_out]).toEqual([[{ campaign: 'a', clicks: 7 }], 3])
    for (const sort of ['reach', 'spend', 'nothing_at_all', '-'])
      expect((await world.ask('GET', `/v1/reports/segments?${MAY}&metrics=spend&sort=${sort}`)).json(), sort).toMatchObject({
        errors: [{ path: 'sort' }],
      })
  })
})
