import { OPS, RELATIVE_OPS } from '../selector.ts'
import { durationMeant } from './durations.ts'
import { MEASURES } from './measures.ts'
import { nearestOf } from './nearest.ts'
import { comparisonMeant, operatorMeant } from './operators.ts'
import { pathMeant } from './path-meant.ts'
import { show } from './show.ts'

/** What may stand in the parts of a rule, and what is meant by other words for it. */

const COMPARISONS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between']

type MeasurePart = 'anchor' | 'additive' | 'quantity'
export type RulePart =
  | MeasurePart
  | 'condition'
  | 'operand'
  | 'selector'
  | 'where'
  | 'comparison'
  | 'measured'
  | 'trait'
  | 'window'
  | 'exposure'

const FIELDS: Readonly<Record<RulePart, readonly string[]>> = {
  condition: [
    'event',
    'within',
    'per',
    'since',
    ...MEASURES,
    'sequence',
    'span',
    'exposure',
    'since_last',
    'cool_down',
    'affinity',
    'share',
    'rank',
    'ratio',
    'touch',
    'campaign',
  ],
  anchor: ['event'],
  additive: ['event', 'count', 'active_days', 'sum', 'distinct'],
  quantity: ['event', ...MEASURES],
  operand: ['path'],
  selector: ['name', 'names', 'name_prefix', 'where', 'source'],
  where: ['path', 'op', 'value'],
  comparison: COMPARISONS,
  measured: ['path', ...COMPARISONS],
  trait: ['trait', ...OPS, ...RELATIVE_OPS, 'for'],
  window: ['from', 'to', 'since', 'until', 'whole_days', 'time_zone', 'include_today'],
  exposure: ['campaign', 'adgroup', 'ad', 'creative'],
}

const SYNONYMS: Readonly<Partial<Record<RulePart, Readonly<Record<string, string>>>>> = {
  selector: {
    event: 'name',
    event_name: 'name',
    type: 'name',
    id: 'name',
    prefix: 'name_prefix',
    filter: 'where',
    filters: 'where',
  },
  where: { field: 'path', property: 'path', key: 'path', name: 'path', operator: 'op', comparator: 'op', values: 'value' },
  measured: { field: 'path', property: 'path', key: 'path', of: 'path' },
  window: {
    start: 'since',
    end: 'until',
    after: 'since',
    before: 'until',
    tz: 'time_zone',
    timezone: 'time_zone',
    days: 'whole_days',
  },
  exposure: { campaign_id: 'campaign', adgroup_id: 'adgroup', ad_id: 'ad', creative_id: 'creative' },
}

/** Words for the window, and where else a field of an event condition may belong. */
const WINDOWS = new Set([
  'window',
  'last',
  'in',
  'in_last',
  'period',
  'time_window',
  'timeframe',
  'since',
  'for',
  'days',
  'duration',
])
const TESTS = new Set(['where', 'filter', 'filters', 'properties', 'conditions'])
const GROUPS = new Set(['by', 'group_by', 'for_each', 'each', 'same', 'per_value'])
const COUNTS = new Set(['times', 'at_least', 'frequency', 'occurrences', 'min_count', 'n', 'value'])

/** @returns what to say of a field that does not exist; `value` is what it was given. */
export function unknownField(part: RulePart, key: string, value: unknown): string {
  if (part === 'condition' && FIELDS.condition.includes(key)) return 'there is no such field in this kind of condition'
  const isMeasure = part === 'condition' || part === 'anchor' || part === 'additive' || part === 'quantity'
  const meant = isMeasure ? inCondition(key, value) : inPart(part, key, value)
  return `there is no such field${meant === undefined ? `: known are ${FIELDS[part].join(', ')}` : `; did you mean ${meant}?`}`
}

function inCondition(key: string, value: unknown): string | undefined {
  if (WINDOWS.has(key)) return `within: ${show(durationMeant(key === 'days' ? Number(value) : value) ?? '30d')}`
  if (TESTS.has(key)) return `event: { name: "Purchase", where: [{ path: "properties.value", op: "gte", value: 50 }] }`
  if (key === 'name' || key === 'event_name') return `event: { name: ${show(value)} }`
  if (key === 'source') return `event: { name: "Purchase", source: ${show(value)} }`
  if (key === 'path' || key === 'field') return `sum: { path: ${show(value)}, gte: 100 }`
  if (GROUPS.has(key)) return `per: ${show(typeof value === 'string' ? pathMeant(value) : 'video.video_id')}`
  if (COUNTS.has(key)) return `count: ${show(comparisonMeant(value) ?? { gte: 3 })}`
  const op = COMPARISONS.includes(key) ? key : operatorMeant(key)
  if (op !== undefined && COMPARISONS.includes(op)) return `count: ${show(comparisonMeant({ [op]: value }) ?? { gte: 3 })}`
  const near = nearestOf(key, FIELDS.condition)
  return near === undefined ? undefined : `"${near}"`
}

function inPart(part: RulePart, key: string, value: unknown): string | undefined {
  if (part === 'trait' && key === 'value') return `eq: ${show(value)}`
  const { [part]: synonyms = {} } = SYNONYMS
  const synonym = Object.hasOwn(synonyms, key.toLowerCase()) ? synonyms[key.toLowerCase()] : undefined
  const op = operatorMeant(key)
  const isOperator = op !== undefined && FIELDS[part].includes(op)
  const near = synonym ?? (isOperator ? op : nearestOf(key, FIELDS[part]))
  if (near !== undefined) return isOperator && typeof value !== 'object' ? `${near}: ${show(value)}` : `"${near}"`
  const test = OPS.find((own) => own === key) ?? op
  return part === 'where' && test !== undefined ? `op: "${test}", value: ${show(value)}` : undefined
}
