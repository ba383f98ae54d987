/** What `report/integrated/get` takes, as TikTok's documentation says it. */

/** What a request asks for, once it was found right. */
export interface ReportQuestion {
  level: ReportLevel
  /** The one id, then the others. */
  dimensions: string[]
  metrics: string[]
  from: string
  to: string
  page: number
  pageSize: number
  /** Whether objects that were deleted are asked for. */
  deleted: boolean
}

const ID_OF_LEVEL = {
  AUCTION_ADVERTISER: 'advertiser_id',
  AUCTION_CAMPAIGN: 'campaign_id',
  AUCTION_ADGROUP: 'adgroup_id',
  AUCTION_AD: 'ad_id',
} as const
export type ReportLevel = keyof typeof ID_OF_LEVEL

const TIMES = ['stat_time_day', 'stat_time_hour']
const SPLITS = ['gender', 'age', 'country_code', 'platform', 'placement', 'language']
const NAMES = ['campaign_id', 'campaign_name', 'adgroup_id', 'adgroup_name', 'ad_name']
const AUDIENCE_METRICS = ['spend', 'impressions', 'clicks', 'conversion', 'result']
const BASIC_METRICS = [
  ...AUDIENCE_METRICS,
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
const PARAMETERS = [
  'advertiser_id',
  'service_type',
  'report_type',
  'data_level',
  'dimensions',
  'metrics',
  'filtering',
  'start_date',
  'end_date',
  'page',
  'page_size',
  'order_field',
  'order_type',
]
const PAGE_SIZE_MAX = 1000
const DAY_MS = 86_400_000

/** @returns the question, or what is wrong with it, which the platform answers with code 40002. */
export function readQuestion(query: URLSearchParams): ReportQuestion | string {
  const stranger = [...query.keys()].find((key) => !PARAMETERS.includes(key))
  if (stranger !== undefined) return `${stranger}: Unknown field`
  const level = query.get('data_level') ?? ''
  if (!isLevel(level)) return 'data_level: Missing or invalid'
  const type = query.get('report_type')
  if (type !== 'BASIC' && type !== 'AUDIENCE') return 'report_type: Missing or invalid'
  const [dimensions, metrics] = [texts(query.get('dimensions')), texts(query.get('metrics'))]
  if (!dimensions || !metrics) return 'dimensions, metrics: Field must be set to array'
  const fault = dimensionFault(level, type, dimensions) ?? metricFault(level, type, metrics)
  const [from, to] = [query.get('start_date') ?? '', query.get('end_date') ?? '']
  const span = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1
  const daysMax = dimensions.includes('stat_time_hour') ? 1 : dimensions.includes('stat_time_day') ? 30 : 365
  const [page, pageSize] = [Number(query.get('page') ?? 1), Number(query.get('page_size') ?? 10)]
  if (fault !== undefined) return fault
  if (![from, to].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)) || !(span >= 1)) return 'start_date, end_date: Invalid'
  if (span > daysMax) return `start_date, end_date: max time span is ${daysMax} days`
  if (!Number.isInteger(page) || page < 1) return 'page: Must be at least 1'
  if (!Number.isInteger(pageSize) || pageSize < 1 || pageSize > PAGE_SIZE_MAX) return 'page_size: Must be 1-1000'
  const deleted = filterOf(level, query.get('filtering'))
  if (typeof deleted === 'string') return deleted
  return { level, dimensions, metrics, from, to, page, pageSize, deleted }
}

function isLevel(text: string): text is ReportLevel {
  return text in ID_OF_LEVEL
}

function dimensionFault(level: ReportLevel, type: string, dimensions: readonly string[]): string | undefined {
  const others = dimensions.filter((name) => name !== ID_OF_LEVEL[level])
  if (others.length !== dimensions.length - 1) return 'dimensions: need the one id of data_level'
  if (others.filter((name) => TIMES.includes(name)).length > 1) return 'dimensions: only one of time'
  const splits = others.filter((name) => !TIMES.includes(name))
  if (!splits.every((name) => SPLITS.includes(name))) return 'dimensions: not supported'
  if (type === 'BASIC' && splits.length > 0) return 'dimensions: not supported by BASIC'
  if (type === 'AUDIENCE' && splits.length === 0) return 'dimensions: AUDIENCE needs one of the audience'
  const isPair = splits.length === 2 && splits.includes('age') && splits.includes('gender')
  return splits.length > 1 && !isPair ? 'dimensions: not supported together' : undefined
}

function metricFault(level: ReportLevel, type: string, metrics: readonly string[]): string | undefined {
  // An object's names are those above it and its own; its id is a dimension.
  const rank = Object.keys(ID_OF_LEVEL).indexOf(level)
  const names = NAMES.slice(0, [0, 2, 4, 5][rank]).filter((name) => name !== ID_OF_LEVEL[level])
  const known = [...names, ...(type === 'AUDIENCE' ? AUDIENCE_METRICS : BASIC_METRICS)]
  const stranger = metrics.find((name) => !known.includes(name))
  return stranger === undefined ? undefined : `metrics: ${stranger} is not supported`
}

/** A list in a list, both as JSON text; without it what was deleted is left out. */
function filterOf(level: ReportLevel, filtering: string | null): boolean | string {
  if (filtering === null) return false
  const status = `${ID_OF_LEVEL[level].replace('_id', '')}_status`
  const all = JSON.stringify([{ field_name: status, filter_type: 'IN', filter_value: '["STATUS_ALL"]' }])
  return level !== 'AUCTION_ADVERTISER' && filtering === all ? true : 'filtering: Invalid'
}

function texts(json: string | null): string[] | undefined {
  try {
    const value: unknown = JSON.parse(json ?? '')
    return Array.isArray(value) && value.every((item): item is string => typeof item === 'string') ? value : undefined
  } catch {
    // What is no JSON is no list either.
    return undefined
  }
}
