import { seededRandom } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fact, store } from '../../test/facts.ts'
import { createReportReader } from '../shared/reader.ts'
import { BIT_SEGMENTS_MAX } from './persons-query.ts'
import type { MetricsQuery } from './query.ts'
import { queryMetrics } from './query.ts'

/** Persons counted by the bits of their segments are those that were there, one by one. */

const DAY = 86_400_000
const FROM = Date.UTC(2025, 2, 1)
const opened = await openTestWarehouse()
afterAll(() => opened[Symbol.asyncDispose]())
const reader = createReportReader(opened.warehouse)

const random = seededRandom(Number(process.env['PROPERTY_SEED'] ?? 3))
const ALL = Array.from({ length: BIT_SEGMENTS_MAX + 1 }, (_, i) => 4_000_000_000 - 31 * i)
const FACTS = Array.from({ length: 500 }, () =>
  fact(FROM + random.int(3 * DAY), random.pick(['AdImpression', 'AdImpression', 'VideoView']), {
    person: `p${random.int(25)}`,
    segments: ALL.filter(() => random.chance(0.05)).toSorted((a, b) => a - b),
    campaign_id: random.pick(['c1', 'c2']),
  }),
)
beforeAll(() => store(opened.warehouse, FACTS))

/** Campaign, segment, distinct persons with an impression, and with anything. */
type Counted = [string, string, number, number]

function expected(segments: readonly number[]): Counted[] {
  return ['c1', 'c2'].flatMap((campaign) =>
    segments
      .map((number): Counted => {
        const rows = FACTS.filter((row) => row.campaign_id === campaign && row.segments.includes(number))
        const persons = (some: typeof rows): number => new Set(some.map(({ person }) => person)).size
        return [campaign, String(number), persons(rows.filter(({ name }) => name === 'AdImpression')), persons(rows)]
      })
      .filter(([, , , persons]) => persons > 0),
  )
}

async function counted(segments: readonly number[]): Promise<Counted[]> {
  const query: MetricsQuery = {
    scope: { from: FROM, to: FROM + 3 * DAY, sources: undefined, anonymous: false },
    zone: 'UTC',
    groupBy: ['campaign', 'segment'],
    segments,
    conversions: ['Purchase'],
    attribution: { clickMs: DAY, viewMs: DAY },
    needed: new Set(['reach', 'persons']),
  }
  const groups = await queryMetrics(reader, query)
  return groups.map(({ keys, sums }) => [String(keys[0]), String(keys[1]), sums.reach, sums.persons])
}

describe('distinct persons by segment', () => {
  test.each([1, 31, 32, 33, 64, 100, BIT_SEGMENTS_MAX, BIT_SEGMENTS_MAX + 1])('of %i segments', async (count) => {
    const segments = ALL.slice(0, count)
    const order = ([a, b]: Counted): string => `${a} ${b.padStart(12, '0')}`
    const sorted = (rows: Counted[]): Counted[] => rows.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
    expect(sorted(await counted(segments))).toEqual(sorted(expected(segments)))
  })
})
