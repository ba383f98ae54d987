import type { PulledReport } from '@weir/contracts'

/** Days of a report that are asked for together, both inclusive: `YYYY-MM-DD`. */
export interface PullSpan {
  from: string
  to: string
}

const LEVELS = {
  account: { data: 'AUCTION_ADVERTISER', id: 'advertiser_id', names: [], status: undefined },
  campaign: { data: 'AUCTION_CAMPAIGN', id: 'campaign_id', names: ['campaign_name'], status: 'campaign_status' },
  adgroup: {
    data: 'AUCTION_ADGROUP',
    id: 'adgroup_id',
    names: ['campaign_id', 'campaign_name', 'adgroup_name'],
    status: 'adgroup_status',
  },
  ad: {
    data: 'AUCTION_AD',
    id: 'ad_id',
    names: ['campaign_id', 'campaign_name', 'adgroup_id', 'adgroup_name', 'ad_name'],
    status: 'ad_status',
  },
} as const

const AUDIENCE = ['spend', 'impressions', 'clicks', 'conversion', 'result']
/** All that we keep a column for. `total_complete_payment_rate` is an amount. */
const BASIC = [
  ...AUDIENCE,
  'engagements',
  'reach',
  'complete_payment',
  'total_complete_payment_rate',
  'video_play_actions',
  'video_watched_2s',
  'video_watched_6s',
  'video_views_p25',
  'video_views_p50',
  'video_views_p75',
  'video_views_p100',
  'likes',
  'comments',
  'shares',
  'follows',
  'profile_visits',
  'total_landing_page_view',
  'page_content_view_events',
  'web_event_add_to_cart',
  'initiate_checkout',
]

const PAGE_SIZE = 1000

/**
 * The query string of TikTok's `report/integrated/get` for a page of a report. Lists are JSON as
 * text. Deleted objects are asked for: what they cost was spent all the same.
 */
export function reportQuery(advertiserId: string, report: PulledReport, { from, to }: PullSpan, page: number): URLSearchParams {
  const level = LEVELS[report.level]
  const split = (report.breakdown ?? []).map((name) => (name === 'country' ? 'country_code' : name))
  const isSplit = split.length > 0
  const query = new URLSearchParams({
    advertiser_id: advertiserId,
    service_type: 'AUCTION',
    report_type: isSplit ? 'AUDIENCE' : 'BASIC',
    data_level: level.data,
    dimensions: JSON.stringify([level.id, `stat_time_${report.by}`, ...split]),
    metrics: JSON.stringify([...level.names, ...(isSplit ? AUDIENCE : BASIC)]),
    start_date: from,
    end_date: to,
    page: String(page),
    page_size: String(PAGE_SIZE),
  })
  if (level.status !== undefined) {
    const all = { field_name: level.status, filter_type: 'IN', filter_value: '["STATUS_ALL"]' }
    query.set('filtering', JSON.stringify([all]))
  }
  return query
}

const DAY_MS = 86_400_000

/**
 * The days that a fetch asks for, in spans that one request may have: 30 days by day, 1 by hour.
 * @param now Unix ms; the account's today is the last day.
 */
export function spansOf(by: PulledReport['by'], lookBackDays: number, tz: string, now: number): PullSpan[] {
  const today = Date.parse(dayIn(tz, now))
  const step = by === 'hour' ? 1 : 30
  const spans: PullSpan[] = []
  for (let back = lookBackDays; back >= 0; back -= step)
    spans.push({ from: dayAt(today - back * DAY_MS), to: dayAt(today - Math.max(0, back - step + 1) * DAY_MS) })
  return spans
}

/** The calendar day of a zone at an instant: `YYYY-MM-DD`. */
function dayIn(tz: string, at: number): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: tz, year: 'numeric', month: '2-digit', day: '2-digit' })
  const of = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${of['year']}-${of['month']}-${of['day']}`
}

function dayAt(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
