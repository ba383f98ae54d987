import type { ApiClient } from '../cli/client.ts'
import { DAY_MS, secondOf } from './days.ts'
import type { Order } from './orders.ts'
import { RECENT, SEGMENTS } from './segments.ts'

/** Buyers of the last so many days, counted in three ways. */
export interface Figure {
  days: number
  /** The segment's size, as the stream keeps it. */
  live: number
  /** The rule put to the warehouse as SQL. */
  warehouse: number
  /** Counted in the order log itself. */
  counted: number
}

export interface SegmentSummary {
  id: string
  name: string
  size: number
  status: string
}

export async function segmentSummaries(client: ApiClient): Promise<SegmentSummary[]> {
  const { segments } = await client.json<{ segments: SegmentSummary[] }>('GET', '/v1/segments')
  const order = Object.keys(SEGMENTS)
  return segments.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id))
}

/** @param at the instant at which the windows end, Unix ms. */
export async function recentBuyers(
  client: ApiClient,
  segments: readonly SegmentSummary[],
  orders: readonly Order[],
  at: number,
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { id, days } of RECENT) {
    const preview = await client.json<{ size: number }>('POST', '/v1/segments/preview', {
      rule: SEGMENTS[id]?.rule,
      as_of: secondOf(at),
    })
    const live = segments.find((segment) => segment.id === id)?.size ?? 0
    figures.push({ days, live, warehouse: preview.size, counted: countBuyers(orders, at, days) })
  }
  return figures
}

/** Customers with an order in the window `(at - days, at]`. */
export function countBuyers(orders: readonly Order[], at: number, days: number): number {
  return new Set(orders.filter((order) => order.at > at - days * DAY_MS && order.at <= at).map(({ customer }) => customer)).size
}

export interface MetricsRow {
  segment?: string
  impressions: number
  plays: number
  ctr: number | null
  completion_rate: number | null
  /** By currency. */
  spend: Record<string, number>
  conversions: number
  cpa: Record<string, number | null>
}

export interface MetricsReport {
  watermark: string | null
  rows: MetricsRow[]
}

/**
 * A schedule whose report is made at once, so that there is one to look at.
 * @returns when it was due.
 */
export async function makeMonthlyReport(client: ApiClient, segments: readonly string[]): Promise<string> {
  const path = '/v1/report-schedules/monthly'
  await client.json('PUT', path, {
    name: 'Superstore: the month',
    cron: '0 7 1 * *',
    period: 'last_28_days',
    report: { segments: segments.join(','), group_by: 'campaign' },
  })
  const { due } = await client.json<{ due: string }>('POST', `${path}/run`, {})
  for (;;) {
    const { runs } = await client.json<{ runs: { due: string; state: string; error?: string }[] }>('GET', `${path}/runs`)
    const run = runs.find((one) => one.due === due)
    if (run?.state === 'failed') throw new Error(`the report could not be made: ${run.error}`)
    if (run?.state === 'done') return due
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

const METRICS = 'impressions,plays,ctr,completion_rate,spend,conversions,cpa'

/**
 * The metrics of every segment over a span (from inclusive, to exclusive; Unix ms), and those of
 * everybody.
 */
export async function adMetrics(
  client: ApiClient,
  segments: readonly SegmentSummary[],
  from: number,
  to: number,
): Promise<{ segments: MetricsReport; everybody: MetricsReport }> {
  const range = `from=${secondOf(from)}&to=${secondOf(to)}&metrics=${METRICS}`
  const ids = segments.map(({ id }) => id).join(',')
  return {
    segments: await client.json<MetricsReport>('GET', `/v1/reports/segments?${range}&segments=${ids}`),
    everybody: await client.json<MetricsReport>('GET', `/v1/reports/segments?${range}`),
  }
}
