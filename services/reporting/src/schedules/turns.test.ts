import type { ReportRuns, ReportSchedule } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { cronFault, nextDue, turnOf } from './turns.ts'

const at = (text: string): number => Date.parse(text)
const schedule = (change: Partial<ReportSchedule> = {}): ReportSchedule => ({
  id: 'weekly',
  name: 'Weekly',
  cron: '0 7 * * *',
  tz: 'Europe/Berlin',
  period: 'yesterday',
  report: {},
  formats: ['html'],
  paused: false,
  saved_at: at('2024-05-01T12:00:00Z'),
  ...change,
})
const runs = (run: Partial<ReportRuns['runs'][number]>, more: Partial<ReportRuns> = {}): ReportRuns => ({
  owner: 'a',
  seen_at: at('2024-05-02T05:00:00Z'),
  failures: 0,
  runs: [{ due: at('2024-05-02T05:00:00Z'), state: 'done', started_at: 0, missed: 0, ...run }],
  ...more,
})

describe('a report is due', () => {
  test.each([
    ['not before its first turn', '2024-05-02T04:59:59Z', undefined],
    ['at its very instant', '2024-05-02T05:00:00Z', { due: at('2024-05-02T05:00:00Z'), missed: 0 }],
    ['later, when nothing could make it then', '2024-05-02T20:00:00Z', { due: at('2024-05-02T05:00:00Z'), missed: 0 }],
    ['once for all turns that were missed', '2024-05-05T06:00:00Z', { due: at('2024-05-05T05:00:00Z'), missed: 3 }],
  ])('%s', (_, now, turn) => {
    expect(turnOf(schedule(), undefined, at(now))).toEqual(turn)
  })

  test('with as many missed as there were, up to a thousand', () => {
    const minutely = schedule({ cron: '* * * * *' })
    expect(turnOf(minutely, undefined, at('2024-05-01T12:10:30Z'))).toEqual({ due: at('2024-05-01T12:10:00Z'), missed: 9 })
    expect(turnOf(minutely, undefined, at('2024-06-01T12:00:00Z'))?.missed).toBe(999)
    expect(turnOf(schedule({ cron: '0 0 29 2 *' }), undefined, at('2028-03-01T00:00:00Z'))?.missed).toBe(0)
  })

  test('not again when it was made, and again at its next turn', () => {
    expect(turnOf(schedule(), runs({}), at('2024-05-02T08:00:00Z'))).toBeUndefined()
    expect(turnOf(schedule(), runs({}), at('2024-05-03T05:00:00Z'))).toEqual({ due: at('2024-05-03T05:00:00Z'), missed: 0 })
  })

  test('not for turns from before it was saved anew, and not while it is paused', () => {
    expect(turnOf(schedule({ saved_at: at('2024-05-02T05:00:01Z') }), undefined, at('2024-05-02T20:00:00Z'))).toBeUndefined()
    expect(turnOf(schedule({ paused: true }), undefined, at('2024-05-05T06:00:00Z'))).toBeUndefined()
  })

  test('again after a failure, when it is time, and after a process that is not heard of any more', () => {
    const failed = runs({ state: 'failed' }, { retry_at: at('2024-05-02T05:01:00Z') })
    expect(turnOf(schedule(), failed, at('2024-05-02T05:00:59Z'))).toBeUndefined()
    expect(turnOf(schedule(), failed, at('2024-05-02T05:01:00Z'))).toEqual({ due: at('2024-05-02T05:00:00Z'), missed: 0 })
    expect(turnOf(schedule(), runs({ state: 'failed' }), at('2024-05-02T20:00:00Z'))).toBeUndefined()
    expect(turnOf(schedule(), runs({ state: 'running' }), at('2024-05-02T05:09:00Z'))).toBeUndefined()
    expect(turnOf(schedule(), runs({ state: 'running' }), at('2024-05-02T05:11:00Z'))).toMatchObject({ missed: 0 })
  })
})

test('turns follow the clocks of the zone: where an hour is left out, at the end of the gap, and once where it comes twice', () => {
  const night = schedule({ cron: '30 2 * * *' })
  const turns: string[] = []
  for (let now = at('2024-03-29T12:00:00Z'); turns.length < 3;) turns.push(new Date((now = nextDue(night, now)!)).toISOString())
  expect(turns).toEqual(['2024-03-30T01:30:00.000Z', '2024-03-31T01:00:00.000Z', '2024-04-01T00:30:00.000Z'])
  expect(new Date(nextDue(night, at('2024-10-26T12:00:00Z'))!).toISOString()).toBe('2024-10-27T00:30:00.000Z')
  expect(new Date(nextDue(night, at('2024-10-27T00:30:00Z'))!).toISOString()).toBe('2024-10-28T01:30:00.000Z')
})

test.each(['', '* * * *', '61 * * * *', '0 7 * * MOON', '* * * * * *', '0 0 30 2 *', 'hourly'])(
  '%j is no cron expression',
  (cron) => {
    expect(cronFault({ cron, tz: 'UTC' })).toMatch(/expected five fields|never comes/)
  },
)
test.each(['0 7 * * 1', '*/15 8-18 * * MON-FRI', '0 6 1 * *', '0 0 29 2 *', '0 9 * * 5L'])('%j is one', (cron) => {
  expect(cronFault({ cron, tz: 'Europe/Berlin' })).toBeUndefined()
})
