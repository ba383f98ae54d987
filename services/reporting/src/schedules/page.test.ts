import { expect, test } from 'vitest'
import type { ReportContent } from './content.ts'
import { shownAmount, shownCell, shownChange } from './amounts.ts'
import { reportPage } from './page.ts'

const HOSTILE = `<script>alert("x")</script>&'`
const row = { impressions: 1_200, ctr: 0.0215, spend: { EUR: 12.5, USD: 3 } }
const content: ReportContent = {
  days: { from: '2024-05-01', to: '2024-05-03' },
  metrics: ['impressions', 'ctr', 'spend'],
  overall: { ...row, change_impressions: 0.25, change_ctr: -0.1 },
  segments: [
    { segment: 'a', ...row },
    { segment: 'gone', ...row },
  ],
  names: new Map([['a', HOSTILE]]),
  byDay: { columns: [], rows: [{ segment: 'a', day: '2024-05-01', ...row }], totals: undefined },
  detail: {
    columns: ['campaign', 'impressions', 'ctr', 'spend'],
    rows: Array.from({ length: 250 }, (_, i) => ({ campaign: `${HOSTILE} ${i}`, ...row })),
    totals: [{ campaign: null, ...row }],
  },
  complete: true,
  final: false,
}
const page = reportPage({ name: HOSTILE, tz: 'Europe/Berlin', madeAt: Date.UTC(2024, 4, 3, 5) }, content)

test('a page has all numbers, and needs nothing beside itself', () => {
  for (const text of ['1,200', '2.15%', '€12.50', '$3.00', '+25%', '-10%', '2024-05-01 to 2024-05-02'])
    expect(page.includes(text), text).toBe(true)
  expect(page.includes('50 more rows')).toBe(true)
  const isOutside = /https?:|<script|<link|url\((?!#)|@import/.test(page.replaceAll(/xmlns(:xlink)?="[^"]*"/g, ''))
  expect(isOutside).toBe(false)
  expect(page.includes("default-src 'none'")).toBe(true)
})

test('names are text, wherever they stand', () => {
  expect(page.includes('<script')).toBe(false)
  expect(page.includes('&lt;script&gt;')).toBe(true)
})

test('of days without anything there is a page, too', () => {
  const none = { ...content, overall: undefined, segments: [], byDay: { ...content.byDay, rows: [] }, detail: undefined }
  expect(reportPage({ name: 'Empty', tz: 'UTC', madeAt: 0 }, none)).toContain('Nothing happened')
})

test('numbers read as what they are', () => {
  expect(shownAmount('completion_rate', { currency: undefined, value: 0.5 })).toBe('50%')
  expect(shownAmount('cpa', { currency: 'EUR', value: 1204 })).toBe('€1,204.00')
  expect(shownAmount('spend', { currency: 'no currency', value: 1 })).toBe('no currency 1.00')
  expect(shownAmount('watch_time_avg', { currency: undefined, value: 3_200 })).toBe('3.2 s')
  expect(shownCell('roas', { EUR: 2, USD: 3 })).toBe('2 (EUR) · 3 (USD)')
  expect(shownCell('roas', { EUR: 2 })).toBe('2')
  expect(shownCell('cpa', null)).toBe('–')
  expect(shownChange('cpa', -0.1)).toEqual({ text: '-10%', tone: 'good' })
  expect(shownChange('ctr', -0.1)).toEqual({ text: '-10%', tone: 'bad' })
  expect(shownChange('spend', 0.1)).toEqual({ text: '+10%', tone: 'even' })
  expect(shownChange('ctr', null)).toBeUndefined()
})
