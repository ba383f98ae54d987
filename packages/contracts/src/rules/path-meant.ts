import { nearestOf } from './nearest.ts'

/** The sections of an event's document: every path begins with one of them. */
export const PATH_ROOTS = ['properties', 'page', 'ad', 'video', 'experiment', 'traits', 'user'] as const

/** The fields of `properties` that senders know by name. */
const PROPERTIES = [
  'value',
  'currency',
  'price',
  'quantity',
  'num_items',
  'content_id',
  'content_ids',
  'content_type',
  'content_name',
  'content_category',
  'contents',
  'order_id',
  'shop_id',
  'query',
  'search_string',
  'description',
  'status',
  'brand',
]
const FIELDS: Readonly<Record<string, string>> = Object.fromEntries(PROPERTIES.map((field) => [field, `properties.${field}`]))
const OTHER_FIELDS: Readonly<Record<string, string>> = {
  url: 'page.url',
  referrer: 'page.referrer',
  campaign_id: 'ad.campaign_id',
  adgroup_id: 'ad.adgroup_id',
  ad_id: 'ad.ad_id',
  creative_id: 'ad.creative_id',
  placement: 'ad.placement',
  cost: 'ad.cost',
  video_id: 'video.video_id',
  duration_ms: 'video.duration_ms',
  watched_ms: 'video.watched_ms',
  watched_share: 'video.watched_share',
  experiment_id: 'experiment.id',
  arm: 'experiment.arm',
  user_agent: 'user.user_agent',
  locale: 'user.locale',
}
/** What other systems call the sections. */
const OTHER_ROOTS: Readonly<Record<string, string>> = {
  ads: 'ad',
  videos: 'video',
  trait: 'traits',
  props: 'properties',
  prop: 'properties',
  property: 'properties',
  params: 'properties',
  custom_data: 'properties',
  attributes: 'traits',
  profile: 'traits',
  user_traits: 'traits',
  user_properties: 'traits',
}
/** Words for the whole document. */
const DOCUMENT = new Set(['$', 'event', 'events', 'body', 'hit', 'data', 'payload', 'context', 'message'])

/**
 * The path that another one is probably meant to be; the path itself where it stands in a known
 * section.
 */
export function pathMeant(path: string): string {
  const parts = path
    .replace(/\[(\d*|\*)\]/g, '')
    .split('.')
    .filter((part) => part !== '' && !/^\d+$/.test(part))
  while (parts.length > 1 && DOCUMENT.has(parts[0]!.toLowerCase())) parts.shift()
  const [first = '', ...rest] = parts
  const root = rootMeant(first)
  if (root !== undefined) return [root, ...(rest.length > 0 ? rest.map(partMeant) : ['value'])].join('.')
  if (['contents', 'items', 'products', 'line_items'].includes(first) && rest.length > 0)
    return ['properties.contents', ...rest.map(partMeant)].join('.')
  const field = FIELDS[first.toLowerCase()] ?? OTHER_FIELDS[first.toLowerCase()]
  const known = field ?? standing(nearestOf(first, [...Object.keys(FIELDS), ...Object.keys(OTHER_FIELDS)]))
  return [known ?? `properties.${first || 'value'}`, ...rest].join('.')
}

function standing(field: string | undefined): string | undefined {
  return field === undefined ? undefined : (FIELDS[field] ?? OTHER_FIELDS[field])
}

function rootMeant(word: string): string | undefined {
  const lower = word.toLowerCase()
  return PATH_ROOTS.find((root) => root === lower) ?? OTHER_ROOTS[lower] ?? nearestOf(word, PATH_ROOTS)
}

/** An item's id is called `content_id`. */
function partMeant(part: string, i: number, parts: readonly string[]): string {
  return part === 'id' && (parts.length === 1 || parts[i - 1] === 'contents') ? 'content_id' : part
}
