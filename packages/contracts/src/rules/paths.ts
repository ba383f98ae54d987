import type { FieldFault } from '../errors.ts'
import type { Condition } from '../segment.ts'
import { isPathOperand } from '../selector.ts'
import type { Selector } from '../selector.ts'
import { unknownKind } from './kind-of.ts'
import { leavesOf } from './leaves.ts'
import type { Leaf } from './leaves.ts'
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

/** A path of a rule, and where in the rule it stands (dotted). */
export interface PathPlace {
  at: string
  path: string
  /** Whose events it looks at; undefined for all. */
  selector: Selector | undefined
}

/** Every path that a rule asks for. */
export function pathsIn(rule: Condition, at = 'rule'): PathPlace[] {
  return leavesOf(rule, at).flatMap(leafPaths)
}

function leafPaths({ kind, condition, at }: Leaf): PathPlace[] {
  switch (kind) {
    case 'event':
      return measurePaths(condition, at)
    case 'percentile':
      return measurePaths(condition.percentile.of, `${at}.percentile.of`)
    case 'sequence':
      return condition.sequence.flatMap((step, i) =>
        'absent' in step
          ? selectorPaths(step.absent, `${at}.sequence.${i}.absent`)
          : selectorPaths(step.event, `${at}.sequence.${i}.event`),
      )
    case 'affinity': {
      const { by } = condition.affinity
      return by.includes('.') ? [{ at: `${at}.affinity.by`, path: by, selector: undefined }] : []
    }
    case 'exposure':
    case 'trait':
    case 'score':
    case 'lookalike':
    case 'segment':
      return []
    default:
      return unknownKind(kind)
  }
}

function measurePaths(given: { event: Selector }, at: string): PathPlace[] {
  const own = Object.entries(given).flatMap(([measure, value]): PathPlace[] =>
    typeof value === 'object' && 'path' in value && typeof value.path === 'string'
      ? [{ at: `${at}.${measure}.path`, path: value.path, selector: given.event }]
      : [],
  )
  return [...selectorPaths(given.event, `${at}.event`), ...own]
}

function selectorPaths(selector: Selector, at: string): PathPlace[] {
  return (selector.where ?? []).flatMap(({ path, value }, i) => [
    { at: `${at}.where.${i}.path`, path, selector },
    ...(isPathOperand(value) ? [{ at: `${at}.where.${i}.value.path`, path: value.path, selector }] : []),
  ])
}

/**
 * What is wrong with the paths of a rule: those that lead into no section of an event, with the one
 * that is meant.
 */
export function pathFaults(rule: Condition): FieldFault[] {
  return pathsIn(rule).flatMap(({ at, path }) => {
    const [root, ...rest] = path.split('.')
    if (PATH_ROOTS.some((known) => known === root) && rest.length > 0) return []
    const message = `a path begins with ${PATH_ROOTS.join(', ')}, and leads to a field in it: did you mean "${pathMeant(path)}"?`
    return [{ path: at, message }]
  })
}
