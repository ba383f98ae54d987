import { describe, expect, it } from 'vitest'
import { METRICS, NO_SUMS, metricRows } from './metrics.ts'

describe('metricRows', () => {
  it('makes ratios from sums', () => {
    const sums = {
      ...NO_SUMS,
      impressions: 2000,
      clicks: 40,
      plays: 12,
      plays_with_duration: 10,
      completions: 3,
      plays_with_watch_time: 11,
      watch_time_ms: 55_000,
      conversions: 8,
      reach: 500,
      spend: { EUR: 30 },
      value: { EUR: 120 },
    }
    expect(metricRows(sums, METRICS)).toEqual([
      {
        currency: 'EUR',
        values: {
          impressions: 2000,
          clicks: 40,
          plays: 12,
          plays_with_duration: 10,
          completions: 3,
          watch_time_ms: 55_000,
          conversions: 8,
          reach: 500,
          frequency: 4,
          ctr: 0.02,
          cvr: 0.2,
          completion_rate: 0.3,
          completion_rate_per_impression: 0.0015,
          watch_time_avg: 5000,
          spend: 30,
          value: 120,
          cpc: 0.75,
          cpm: 15,
          cpa: 3.75,
          roas: 4,
        },
      },
    ])
  })

  it('answers null where there is nothing to divide by, and 0 for sums of nothing', () => {
    const [row] = metricRows(NO_SUMS, METRICS)
    for (const [metric, value] of Object.entries(row?.values ?? {})) {
      const isRatio = /ctr|cvr|cp[cma]|roas|frequency|rate|avg/.test(metric)
      expect(value, metric).toBe(isRatio ? null : 0)
    }
    expect(row?.currency).toBeNull()
  })

  it('never adds two currencies: a row each, with the counts in the first', () => {
    const sums = { ...NO_SUMS, clicks: 10, conversions: 2, spend: { EUR: 5, USD: 20 }, value: { GBP: 7 } }
    expect(metricRows(sums, ['clicks', 'cvr', 'spend', 'cpc', 'value', 'roas'])).toEqual([
      { currency: 'EUR', values: { clicks: 10, cvr: 0.2, spend: 5, cpc: 0.5, value: 0, roas: null } },
      { currency: 'GBP', values: { clicks: null, cvr: null, spend: 0, cpc: null, value: 7, roas: null } },
      { currency: 'USD', values: { clicks: null, cvr: null, spend: 20, cpc: 2, value: 0, roas: null } },
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
          const rows = metricRows(sums, METRICS)
          expect(rows.map(({ currency }) => currency)).toEqual(
            all.every(([, s]) => s === 'none') ? [null] : all.flatMap(([k, s]) => (s === 'none' ? [] : [k])),
          )
          for (const counted of ['impressions', 'clicks', 'conversions', 'reach', 'ctr', 'frequency'] as const) {
            const [first, ...others] = rows.map(({ values }) => values[counted])
            expect([typeof first, ...new Set(others)]).toEqual(others.length > 0 ? ['number', null] : ['number'])
          }
          for (const { currency, values } of rows) {
            const paid = spend[currency ?? '']
            const got = value[currency ?? '']
            expect([values.spend, values.value]).toEqual([paid ?? 0, got ?? 0])
            expect([values.cpc, values.cpm, values.cpa]).toEqual(
              paid === undefined ? [null, null, null] : [paid / 6, paid / 6, paid / 3],
            )
            expect(values.roas).toBe(got === undefined || !paid ? null : got / paid)
            checked++
          }
        }
    expect(checked).toBe(301)
  })

  it('says that nothing came back where nothing was bought', () => {
    expect(metricRows({ ...NO_SUMS, spend: { EUR: 5 } }, ['roas'])).toEqual([{ currency: 'EUR', values: { roas: 0 } }])
  })

  it('does not split when no metric is about money', () => {
    expect(metricRows({ ...NO_SUMS, clicks: 3, spend: { EUR: 5, USD: 20 } }, ['clicks'])).toEqual([{ values: { clicks: 3 } }])
  })
})
