import { seededRandom } from '@weir/testkit'
import type { ReportRow } from '../src/shared/money/rows.ts'
import type { ReportContent } from '../src/schedules/content.ts'

const DAY = 86_400_000
const SEGMENTS = { cart_abandoners: 'Cart abandoners', loyal_buyers: 'Loyal buyers', viewers: 'Viewed 75 % of a video' }

/** A report of four weeks, three segments and two campaigns. */
export function reportContent(campaign: string): ReportContent {
  const random = seededRandom(7)
  const row = (size: number): ReportRow => {
    const impressions = 1_000 * size + random.int(300 * size)
    const clicks = Math.round(impressions * (0.02 + random.int(100) / 10_000))
    const conversions = Math.max(1, Math.round(clicks * 0.07))
    const spend = impressions * 0.006
    return {
      impressions,
      clicks,
      ctr: clicks / impressions,
      conversions,
      cpa: { EUR: spend / conversions },
      spend: { EUR: spend },
      roas: { EUR: (conversions * 45.5) / spend },
    }
  }
  const changed = (one: ReportRow): ReportRow => ({
    ...one,
    change_impressions: 0.132,
    change_ctr: -0.028,
    change_cpa: { EUR: -0.08 },
  })
  const days = Array.from({ length: 28 }, (_, i) => new Date(Date.UTC(2024, 4, 1) + i * DAY).toISOString().slice(0, 10))
  const ids = Object.keys(SEGMENTS)
  const metrics = ['impressions', 'clicks', 'ctr', 'conversions', 'cpa', 'spend', 'roas'] as const
  return {
    days: { from: '2024-05-01', to: '2024-05-29' },
    metrics,
    overall: changed(row(90)),
    segments: ids.map((segment, i) => changed({ segment, ...row(30 / (i + 1)) })),
    names: new Map(Object.entries(SEGMENTS)),
    byDay: {
      columns: [],
      rows: days.flatMap((day) => ids.map((segment, i) => ({ segment, day, ...row(3 / (i + 1)) }))),
      totals: undefined,
    },
    detail: {
      columns: ['segment', 'campaign', ...metrics],
      rows: ids.flatMap((segment) => [campaign, 'Retargeting'].map((name) => ({ segment, campaign: name, ...row(9) }))),
      totals: [{ segment: null, campaign: null, ...row(50) }],
    },
    complete: true,
    final: true,
  }
}
