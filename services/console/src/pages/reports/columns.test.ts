import { expect, it } from 'vitest'
import { formatsOf } from '../../texts/formats.ts'
import { cellText, flatRows, metricColumnsOf, rowsBy } from './columns.ts'

const metrics = [
  { id: 'clicks', unit: 'count', description: 'Clicks' },
  { id: 'ctr', unit: 'share', description: 'Clicks per impression' },
  { id: 'spend', unit: 'money', description: 'Money spent' },
] as const

it('has a column per metric, and per currency of money', () => {
  const rows = [
    { segment: 'a', clicks: 3, spend_EUR: 1.5, suppressed: false },
    { segment: 'b', spend_USD: 2 },
  ]
  expect(metricColumnsOf(rows, 'segment', metrics).map(({ key, currency }) => [key, currency])).toEqual([
    ['clicks', undefined],
    ['spend_EUR', 'EUR'],
    ['spend_USD', 'USD'],
  ])
})

it('writes numbers with their units', () => {
  const formats = formatsOf('en', 'UTC')
  const column = { description: '', currency: undefined }
  expect(cellText(0.1234, { ...column, key: 'ctr', unit: 'share' }, formats)).toBe('12.3%')
  expect(cellText(1234.5, { ...column, key: 'spend_EUR', unit: 'money', currency: 'EUR' }, formats)).toBe('1,234.5 EUR')
  expect(cellText(1500, { ...column, key: 'time', unit: 'ms' }, formats)).toBe('1.5 s')
  expect(cellText(null, { ...column, key: 'ctr', unit: 'share' }, formats)).toBe('–')
})

it('sorts, with what is not told at the end either way', () => {
  const rows = [{ a: 2 }, { a: null }, { a: 10 }]
  expect(rowsBy(rows, 'a', true)).toEqual([{ a: 10 }, { a: 2 }, { a: null }])
  expect(rowsBy(rows, 'a', false)).toEqual([{ a: 2 }, { a: 10 }, { a: null }])
})

it('has money in a cell per currency', () => {
  expect(
    flatRows([
      { segment: 'a', clicks: 3, cpa: { EUR: 0.5, USD: null } },
      { segment: 'b', cpa: {} },
    ]),
  ).toEqual([{ segment: 'a', clicks: 3, cpa_EUR: 0.5, cpa_USD: null }, { segment: 'b' }])
})
