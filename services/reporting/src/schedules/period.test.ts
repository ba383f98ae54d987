import { expect, test } from 'vitest'
import { reportDays } from './period.ts'

/** A Wednesday at 1:00 in Berlin, and still Tuesday in UTC. */
const DUE = Date.parse('2024-05-14T23:00:00Z')

test.each([
  ['yesterday', 'Europe/Berlin', '2024-05-14', '2024-05-15'],
  ['yesterday', 'UTC', '2024-05-13', '2024-05-14'],
  ['last_7_days', 'Europe/Berlin', '2024-05-08', '2024-05-15'],
  ['last_28_days', 'UTC', '2024-04-16', '2024-05-14'],
  ['last_week', 'Europe/Berlin', '2024-05-06', '2024-05-13'],
  ['last_month', 'Europe/Berlin', '2024-04-01', '2024-05-01'],
] as const)('%s in %s', (period, tz, from, to) => {
  expect(reportDays(period, DUE, tz)).toEqual({ from, to })
})

test('a week ends with Sunday, also when the report is due on a Monday or a Sunday', () => {
  const week = (due: string) => reportDays('last_week', Date.parse(due), 'UTC')
  expect(week('2024-05-13T06:00:00Z')).toEqual({ from: '2024-05-06', to: '2024-05-13' })
  expect(week('2024-05-19T06:00:00Z')).toEqual({ from: '2024-05-06', to: '2024-05-13' })
})

test('the month before January is December', () => {
  expect(reportDays('last_month', Date.parse('2024-01-03T06:00:00Z'), 'UTC')).toEqual({ from: '2023-12-01', to: '2024-01-01' })
})
