import { WeirError } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import { ReportParams, conversionNames, rangeOf } from './params.ts'

const NOW = Date.UTC(2024, 4, 1, 12)

function faultsOf(params: Parameters<typeof rangeOf>[0]): string[] {
  try {
    rangeOf(params, NOW)
    return []
  } catch (error) {
    if (!(error instanceof WeirError)) throw error
    return error.faults.map((fault) => fault.path)
  }
}

describe('rangeOf', () => {
  it('is the last 30 days to the end of today unless told otherwise', () => {
    expect(rangeOf({ tz: 'UTC' }, NOW)).toEqual({ from: Date.UTC(2024, 3, 2), to: Date.UTC(2024, 4, 2), zone: 'UTC' })
    expect(rangeOf({ tz: 'Asia/Tokyo' }, NOW)).toEqual({
      from: Date.UTC(2024, 3, 1, 15),
      to: Date.UTC(2024, 4, 1, 15),
      zone: 'Asia/Tokyo',
    })
  })
  it('names every fault', () => {
    expect(faultsOf({ tz: 'Nowhere', from: 'x', to: 'y' })).toEqual(['tz', 'to', 'from'])
    expect(faultsOf({ tz: 'UTC', from: '2024-05-02', to: '2024-05-02' })).toEqual(['from'])
    expect(faultsOf({ tz: 'UTC', from: '0001-01-01', to: '9999-12-31' })).toEqual(['to', 'from'])
  })
})

describe('ReportParams', () => {
  it('has defaults', () => {
    const params = ReportParams.parse({})
    expect(params).toMatchObject({
      tz: 'UTC',
      min_group: 0,
      format: 'json',
      attribution: { clickMs: 7 * 86_400_000, viewMs: 86_400_000 },
    })
    expect(conversionNames(params)).toEqual(['Purchase', 'Lead', 'CompleteRegistration', 'Subscribe'])
  })
  it('counts both spellings of an event as one', () => {
    expect(conversionNames(ReportParams.parse({ conversion: 'CompletePayment, Purchase,SubmitForm' }))).toEqual([
      'Purchase',
      'Lead',
    ])
  })
  it('refuses what it does not know', () => {
    for (const bad of [
      { group_by: 'weather' },
      { metrics: 'profit' },
      { segments: 'No Id' },
      { extra: '1' },
      { source: 'delivery' },
      { metrics: ['a', 'b'] },
    ]) {
      expect(ReportParams.safeParse(bad).success, JSON.stringify(bad)).toBe(false)
    }
    for (const attribution of ['', '7d', '7d_click,7d_click', '1d_view,2d_view', '7d_click;', '-1d_click', 'all']) {
      expect(ReportParams.safeParse({ attribution }).success, attribution).toBe(false)
    }
  })
})
