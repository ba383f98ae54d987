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

  it('never adds two currencies: a row each, with the counts of the whole group', () => {
    const sums = { ...NO_SUMS, clicks: 10, spend: { EUR: 5, USD: 20 }, value: { GBP: 7 } }
    expect(metricRows(sums, ['clicks', 'spend', 'cpc', 'value'])).toEqual([
      { currency: 'EUR', values: { clicks: 10, spend: 5, cpc: 0.5, value: 0 } },
      { currency: 'GBP', values: { clicks: 10, spend: 0, cpc: 0, value: 7 } },
      { currency: 'USD', values: { clicks: 10, spend: 20, cpc: 2, value: 0 } },
    ])
  })

  it('does not split when no metric is about money', () => {
    expect(metricRows({ ...NO_SUMS, clicks: 3, spend: { EUR: 5, USD: 20 } }, ['clicks'])).toEqual([{ values: { clicks: 3 } }])
  })
})
