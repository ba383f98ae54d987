import { describe, expect, test } from 'vitest'
import { passingOfTime, nextToLeave } from './members.ts'
import type { ShownMember } from './members.ts'
import { agrees, formatReport } from './report.ts'
import type { Findings } from './report.ts'

const at = Date.UTC(2017, 11, 30, 23, 59, 59)
const member = (person: string, until: string | null): [string, ShownMember] => [
  person,
  { person, since: '2017-12-01T00:00:00.000Z', until },
]

const findings: Findings = {
  loaded: { orders: 5009, customers: 793, from: Date.UTC(2014, 0, 3), to: Date.UTC(2017, 11, 30), ads: 12_000, seconds: 10 },
  logTime: at,
  page: 'data/demo/reports/monthly/2018-01-01T000000Z/report.html',
  watermark: null,
  segments: [{ id: 'bought_30d', name: 'Bought lately', size: 195, status: 'live' }],
  metrics: {
    from: Date.UTC(2017, 0, 1),
    to: at + 1000,
    rows: [
      {
        segment: 'bought_30d',
        impressions: 0,
        plays: 0,
        ctr: null,
        completion_rate: null,
        spend: {},
        conversions: 0,
        cpa: {},
      },
    ],
    everybody: undefined,
  },
  figures: [{ days: 30, live: 195, warehouse: 195, counted: 194 }],
  passing: {
    from: at - 1000,
    to: at,
    segments: [{ id: 'bought_30d', name: '', days: 30, passing: { due: 3, left: [], stayed: 3 } }],
    next: { id: 'bought_30d', members: [] },
  },
  export: { id: 'bought_30d', lines: ['person,since,until', 'x'.repeat(200)], total: 195 },
}

describe('the report', () => {
  const lines = formatReport(findings).split('\n')
  const line = (start: string): string => lines.find((text) => text.startsWith(start)) ?? ''

  test('shows what is not known as a dash, and zeros as zeros', () => {
    expect(line('bought_30d  ').replaceAll(/ {2,}/g, '|')).toBe('bought_30d|195|0|–|–|0.00|0|–|Bought lately')
    expect(line('(everybody)').replaceAll(/ {2,}/g, '|')).toBe('(everybody)|–|–|–|–|–|–')
  })

  test('says where ways of counting differ', () => {
    expect(line('30 days')).toContain('DIFFERENT')
    expect(agrees({ days: 30, live: 1, warehouse: 1, counted: 1 })).toBe(true)
    expect(agrees({ days: 30, live: 1, warehouse: 2, counted: 1 })).toBe(false)
  })

  test('marks what is simulated', () => {
    expect(line('12,000 ad impressions')).toContain('simulated')
    expect(line('segment ')).toMatch(/impressions\* .*CTR\* .*completion\* .*CPA USD\*/)
    expect(line('* simulated')).not.toBe('')
  })

  test('has no line wider than a screen by the export', () => {
    expect(line('xxx')).toHaveLength(130)
  })
})

describe('what passing time did', () => {
  const before = new Map([
    member('a', '2017-12-30T00:00:00.000Z'),
    member('b', '2017-12-29T00:00:00.000Z'),
    member('c', '2018-01-02T00:00:00.000Z'),
    member('d', null),
  ])
  const after = new Map([member('a', '2018-01-28T00:00:00.000Z'), member('c', '2018-01-02T00:00:00.000Z'), member('d', null)])

  test('who was due and is gone left by time alone', () => {
    const { due, left, stayed } = passingOfTime(before, after, at)
    expect([due, left.map(({ person }) => person), stayed]).toEqual([2, ['b'], 1])
  })
  test('the next to leave come first', () => {
    expect(nextToLeave(after, 1).map(({ person }) => person)).toEqual(['c'])
  })
})
