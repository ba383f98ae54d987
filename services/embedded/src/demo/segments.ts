import type { SegmentInput } from '@weir/contracts'

const bought = { name: 'Purchase' }

/** The figures by which the demo can be checked: buyers of the last so many days. */
export const RECENT = [
  { id: 'bought_30d', days: 30 },
  { id: 'bought_90d', days: 90 },
  { id: 'bought_180d', days: 180 },
] as const

/** The demo's segments by id. */
export const SEGMENTS: Readonly<Record<string, SegmentInput>> = {
  ...Object.fromEntries(
    RECENT.map(({ id, days }) => [id, { name: `Bought in the last ${days} days`, rule: { event: bought, within: `${days}d` } }]),
  ),
  repeat_buyers: { name: 'Three orders or more in a year', rule: { event: bought, within: '365d', count: { gte: 3 } } },
  high_value: {
    name: 'Spent 1,000 USD or more in a year',
    rule: { event: bought, within: '365d', sum: { path: 'properties.value', gte: 1000 } },
  },
  technology_180d: {
    name: 'Bought technology in the last 180 days',
    rule: {
      event: { name: 'Purchase', where: [{ path: 'properties.contents.content_category', op: 'eq', value: 'Technology' }] },
      within: '180d',
    },
  },
  lapsed: {
    name: 'Bought before, but not in 90 days',
    rule: { all: [{ event: bought, within: 'all' }, { not: { event: bought, within: '90d' } }] },
  },
}
