import { describe, expect, it } from 'vitest'
import { moneyRows, moneyTable } from '../shared/money/rows.ts'
import type { MoneyForm, ReportRow } from '../shared/money/rows.ts'
import { isPriced, metricDefinition, METRICS } from './catalogue.ts'
import type { Metric } from './catalogue.ts'
import { currenciesOf, metricIn } from './metrics.ts'
import { NO_SUMS } from './sums.ts'
import type { Sums } from './sums.ts'

const rowsOf = (form: MoneyForm, sums: Sums, metrics: readonly Metric[]): ReportRow[] =>
  moneyRows(
    form,
    currenciesOf(sums),
    metrics.map((name) => ({ name, isMoney: isPriced(name), at: (currency) => metricIn(name, sums, currency) })),
  )

describe('metrics of a group', () => {
  const sums: Sums = {
    ...NO_SUMS,
    impressions: 2000,
    clicks: 40,
    landings: 10,
    all_clicks: 50,
    plays: 12,
    plays_with_duration: 10,
    p25: 9,
    p50: 6,
    p75: 4,
    completions: 3,
    plays_with_watch_time: 11,
    watched_2s: 10,
    watched_6s: 5.5,
    watch_time_ms: 55_000,
    likes: 5,
    comments: 4,
    shares: 3,
    follows: 2,
    interactions: 54,
    conversions: 8,
    purchases: 6,
    reach: 500,
    spend: { EUR: 30 },
    value: { EUR: 120 },
    purchase_value: { EUR: 100 },
    valued_purchases: { EUR: 5 },
  }

  it('are made from sums', () => {
    expect(rowsOf('rows', sums, METRICS)).toEqual([
      {
        currency: 'EUR',
        impressions: 2000,
        clicks: 40,
        landings: 10,
        plays: 12,
        plays_with_duration: 10,
        p25: 9,
        p50: 6,
        p75: 4,
        completions: 3,
        watched_2s: 10,
        watched_6s: 5.5,
        watch_time_ms: 55_000,
        likes: 5,
        comments: 4,
        shares: 3,
        follows: 2,
        conversions: 8,
        purchases: 6,
        reach: 500,
        frequency: 4,
        ctr: 0.02,
        cvr: 0.16,
        engagement_rate: 0.027,
        completion_rate: 0.3,
        completion_rate_per_impression: 0.0015,
        p25_rate: 0.9,
        p50_rate: 0.6,
        p75_rate: 0.4,
        watched_2s_rate: 10 / 11,
        watched_6s_rate: 0.5,
        watch_time_avg: 5000,
        spend: 30,
        value: 120,
        cpc: 0.75,
        cpm: 15,
        cpa: 3.75,
        roas: 4,
        aov: 20,
      },
    ])
  })

  it('are null where there is nothing to divide by, and 0 for sums of nothing', () => {
    const [row] = rowsOf('rows', NO_SUMS, METRICS)
    for (const metric of METRICS) expect(row?.[metric], metric).toBe(metricDefinition(metric).per === undefined ? 0 : null)
    expect(row?.['currency']).toBeNull()
    const [beside] = rowsOf('columns', NO_SUMS, METRICS)
    expect([beside?.['spend'], beside?.['cpa'], beside?.['clicks']]).toEqual([{}, {}, 0])
  })

  it('are never NaN: of an amount that cannot be known nothing is known', () => {
    const unknown = { ...sums, spend: { EUR: Number.NaN }, value: { EUR: 5 } }
    expect(rowsOf({ in: 'EUR' }, unknown, ['spend', 'cpa', 'cpm', 'roas', 'value'])).toEqual([
      { currency: 'EUR', spend: null, cpa: null, cpm: null, roas: null, value: 5 },
    ])
  })

  const mixed = { ...NO_SUMS, clicks: 10, all_clicks: 10, conversions: 2, spend: { EUR: 5, USD: 20 }, value: { GBP: 7 } }
  const asked = ['clicks', 'cvr', 'spend', 'cpc', 'value', 'roas'] as const

  it('are one row, amounts by currency in it', () => {
    const [row, ...others] = rowsOf('columns', mixed, asked)
    expect(others).toEqual([])
    expect(row).toEqual({
      clicks: 10,
      cvr: 0.2,
      spend: { EUR: 5, GBP: 0, USD: 20 },
      cpc: { EUR: 0.5, GBP: null, USD: 2 },
      value: { EUR: 0, GBP: 7, USD: 0 },
      roas: { EUR: null, GBP: null, USD: null },
    })
    expect(moneyTable(['clicks', 'cpc', 'cpa'], [row ?? {}, { clicks: 1, cpc: { AUD: 3 }, cpa: null }])).toEqual([
      ['clicks', 'cpc_AUD', 'cpc_EUR', 'cpc_GBP', 'cpc_USD', 'cpa'],
      [10, null, 0.5, null, 2, null],
      [1, 3, null, null, null, null],
    ])
  })

  it('stand under XXX where no currency was named', () => {
    const unnamed = { ...NO_SUMS, spend: { '': 5 } }
    expect(rowsOf('columns', unnamed, ['spend'])).toEqual([{ spend: { XXX: 5 } }])
    expect(rowsOf('rows', unnamed, ['spend'])).toEqual([{ currency: null, spend: 5 }])
  })

  it('are a row per currency on demand, with the counts in the first', () => {
    expect(rowsOf('rows', mixed, asked)).toEqual([
      { currency: 'EUR', clicks: 10, cvr: 0.2, spend: 5, cpc: 0.5, value: 0, roas: null },
      { currency: 'GBP', clicks: null, cvr: null, spend: 0, cpc: null, value: 7, roas: null },
      { currency: 'USD', clicks: null, cvr: null, spend: 20, cpc: 2, value: 0, roas: null },
    ])
  })

  it('knows a ratio of money only where there is such money: any three currencies with spend, value, both or neither', () => {
    const states = ['none', 'spend', 'value', 'both', 'free'] as const
    let checked = 0
    for (const a of states)
      for (const b of states)
        for (const c of states) {
          const all = Object.entries({ EUR: a, JPY: b, USD: c })
          // `free` is spend that is stated, and 0.
          const spend = Object.fromEntries(
            all.flatMap(([k, s]) => (s === 'value' || s === 'none' ? [] : [[k, s === 'free' ? 0 : 12]])),
          )
          const value = Object.fromEntries(all.flatMap(([k, s]) => (s === 'value' || s === 'both' ? [[k, 30]] : [])))
          const sums = { ...NO_SUMS, impressions: 6000, clicks: 6, conversions: 3, reach: 100, spend, value }
          const rows = rowsOf('rows', sums, METRICS)
          expect(rows.map(({ currency }) => currency)).toEqual(
            all.every(([, s]) => s === 'none') ? [null] : all.flatMap(([k, s]) => (s === 'none' ? [] : [k])),
          )
          for (const counted of ['impressions', 'clicks', 'conversions', 'reach', 'ctr', 'frequency'] as const) {
            const [first, ...others] = rows.map((row) => row[counted])
            expect([typeof first, ...new Set(others)]).toEqual(others.length > 0 ? ['number', null] : ['number'])
          }
          for (const values of rows) {
            const currency = typeof values['currency'] === 'string' ? values['currency'] : ''
            const paid = spend[currency]
            const got = value[currency]
            expect([values['spend'], values['value']]).toEqual([paid ?? 0, got ?? 0])
            expect([values['cpc'], values['cpm'], values['cpa']]).toEqual(
              paid === undefined ? [null, null, null] : [paid / 6, paid / 6, paid / 3],
            )
            expect(values['roas']).toBe(got === undefined || !paid ? null : got / paid)
            checked++
          }
        }
    expect(checked).toBe(301)
  })

  it('says that nothing came back where nothing was bought', () => {
    expect(rowsOf('columns', { ...NO_SUMS, spend: { EUR: 5 } }, ['roas'])).toEqual([{ roas: { EUR: 0 } }])
  })

  it('does not split when no metric is about money', () => {
    expect(rowsOf('rows', { ...NO_SUMS, clicks: 3, spend: { EUR: 5, USD: 20 } }, ['clicks'])).toEqual([{ clicks: 3 }])
  })
})
