import { ReportScheduleInput } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { parseDefinition } from '../as-code/definition-file.ts'
import type { FileDefinition } from '../as-code/definition.ts'
import { describePlan, planOf } from '../as-code/plan.ts'
import { scheduleTable } from './answer.ts'
import type { PresentSchedule } from './answer.ts'
import { SCHEDULE_KIND } from './kind.ts'

const WEEKLY = { name: 'Weekly', cron: '0 7 * * 1' }
const parse = (text: string) => parseDefinition(SCHEDULE_KIND.form, 'weekly.yaml', text)
const defined = (id: string, more: object = {}): FileDefinition<ReportScheduleInput> => ({
  id,
  file: `${id}.yaml`,
  input: ReportScheduleInput.parse({ ...WEEKLY, ...more }),
})
const present = (id: string, more: object = {}): PresentSchedule => ({
  ...ReportScheduleInput.parse({ ...WEEKLY, ...more }),
  id,
  next: '2024-06-03T07:00:00.000Z',
  last: null,
})

test('what a file leaves out is what the service takes for it', () => {
  const text = 'name: Weekly\ncron: 0 7 * * 1\nreport: { segments: buyers, group_by: campaign }'
  expect(parse(text)).toEqual(defined('weekly', { report: { segments: 'buyers', group_by: 'campaign' } }))
})

describe('a fault of a file', () => {
  test.each([
    ['a cron that never comes', { cron: '0 7 30 2 *' }, /^cron: this never comes/],
    ['a cron of six fields', { cron: '0 0 7 * * 1' }, /^cron: expected five fields/],
    ['a zone that is none', { tz: 'Mars/Base' }, /^tz: this is no IANA time zone/],
    ['a field that is none', { perod: 'yesterday' }, /^\(the file\): .*"perod"/],
    ['a parameter that is none', { report: { segment: 'a' } }, /^report\.segment: there is no such parameter/],
    ['what the schedule itself says', { report: { from: '2024-01-01' } }, /^report\.from: is said by the schedule/],
    ['a metric that is none', { report: { metrics: 'ctrr' } }, /^report\.metrics/],
    ['a secret in the file', { webhook: { url: 'https://example.com', secret: 'whsec_x' } }, /^webhook\.secret: /],
  ])('%s', (_, more, fault) => {
    expect(parse(JSON.stringify({ ...WEEKLY, ...more }))).toEqual({ faults: [expect.stringMatching(fault)] })
  })
})

test('the plan names what differs, and what a deletion ends', () => {
  const files = [defined('a'), defined('b', { paused: true, period: 'yesterday' }), defined('c', { formats: ['json', 'csv'] })]
  const there = [present('b'), present('c', { formats: ['csv', 'json'] }), present('d'), { ...present('e'), next: null }]
  expect(describePlan(planOf(SCHEDULE_KIND, files, there, true))).toBe(
    [
      'create     a',
      'change     b (period, paused)',
      'unchanged  c',
      'delete     d (next report 2024-06-03T07:00:00.000Z)',
      'delete     e (paused)',
      '',
      '1 to create, 1 to change, 1 unchanged, 2 to delete',
    ].join('\n'),
  )
})

test('a list shows when each is due, and what became of the last', () => {
  const failed = { due: '2024-05-27T07:00:00.000Z', state: 'failed' }
  const lines = scheduleTable([
    { ...present('a'), last: failed },
    { ...present('b'), next: null },
  ]).split('\n')
  expect(lines.slice(2).map((line) => line.split(/ {2,}/))).toEqual([
    ['a', '0 7 * * 1', 'UTC', 'last_7_days', '2024-06-03T07:00:00.000Z', '2024-05-27T07:00:00.000Z failed', 'Weekly'],
    ['b', '0 7 * * 1', 'UTC', 'last_7_days', 'paused', '–', 'Weekly'],
  ])
  expect(scheduleTable([])).toBe('There are no schedules yet.')
})
