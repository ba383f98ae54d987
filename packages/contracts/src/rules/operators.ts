/** Operators and comparisons as people and other systems write them. */

/** What other languages call the operators. */
const OPERATORS: Readonly<Record<string, string>> = {
  '=': 'eq',
  '==': 'eq',
  '===': 'eq',
  equals: 'eq',
  equal: 'eq',
  is: 'eq',
  exactly: 'eq',
  '!=': 'ne',
  '<>': 'ne',
  neq: 'ne',
  not: 'ne',
  not_equals: 'ne',
  not_equal: 'ne',
  is_not: 'ne',
  '>': 'gt',
  greater_than: 'gt',
  more_than: 'gt',
  above: 'gt',
  over: 'gt',
  '>=': 'gte',
  ge: 'gte',
  min: 'gte',
  at_least: 'gte',
  minimum: 'gte',
  greater_than_or_equal: 'gte',
  '<': 'lt',
  less_than: 'lt',
  fewer_than: 'lt',
  below: 'lt',
  under: 'lt',
  '<=': 'lte',
  le: 'lte',
  max: 'lte',
  at_most: 'lte',
  maximum: 'lte',
  less_than_or_equal: 'lte',
  range: 'between',
  in_range: 'between',
  one_of: 'in',
  any_of: 'in',
  is_any_of: 'in',
  none_of: 'not_in',
  nin: 'not_in',
  not_any_of: 'not_in',
  includes: 'contains',
  like: 'contains',
  matches: 'contains',
  regex: 'contains',
  substring: 'contains',
  prefix: 'starts_with',
  begins_with: 'starts_with',
  startswith: 'starts_with',
  present: 'exists',
  is_set: 'exists',
  has: 'exists',
  not_null: 'exists',
  known: 'exists',
  missing: 'not_exists',
  is_not_set: 'not_exists',
  is_null: 'not_exists',
  absent: 'not_exists',
  unknown: 'not_exists',
  empty: 'not_exists',
  earlier_than: 'before',
  later_than: 'after',
  since: 'after',
  until: 'before',
  within: 'in_last',
  within_last: 'in_last',
  last: 'in_last',
  within_next: 'in_next',
  next: 'in_next',
}

/** Weir's name for an operator of another product, if it has one. */
export function operatorMeant(word: string): string | undefined {
  const name = word
    .trim()
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s-]+/g, '_')
  return Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
}

/** The comparison that is probably meant by a number, a text such as ">= 3", or a pair. */
export function comparisonMeant(raw: unknown): object | undefined {
  if (typeof raw === 'number') return { gte: raw }
  if (raw === true) return { gte: 1 }
  if (raw === false) return { eq: 0 }
  if (Array.isArray(raw) && raw.length === 2 && raw.every((n) => typeof n === 'number')) return { between: raw }
  if (typeof raw === 'string') return fromText(raw)
  return typeof raw === 'object' && raw !== null ? fromObject({ ...raw }) : undefined
}

function fromText(raw: string): object | undefined {
  const text = raw.trim().toLowerCase()
  const range = /^(\d+(?:\.\d+)?)\s*(?:-|to|\.\.)\s*(\d+(?:\.\d+)?)$/.exec(text)
  if (range) return { between: [Number(range[1]), Number(range[2])] }
  const match = /^([<>=!]{1,3}|[a-z][a-z ]*)?\s*(-?\d+(?:\.\d+)?)\s*(\+|times|x)?$/.exec(text)
  if (!match) return undefined
  const op =
    match[1] === undefined
      ? 'gte'
      : (operatorMeant(match[1]) ??
        (['eq', 'ne', 'gt', 'gte', 'lt', 'lte'].includes(match[1].trim()) ? match[1].trim() : undefined))
  return op === undefined ? undefined : { [op]: Number(match[2]) }
}

function fromObject(raw: Record<string, unknown>): object | undefined {
  const { op, operator, value, ...named } = raw
  const entries = Object.entries(named).filter(([key]) => key !== 'path')
  const said = op ?? operator
  if (typeof said === 'string' && entries.length === 0) entries.push([said, value])
  else if (value !== undefined) entries.push(['gte', value])
  const ops = new Map(entries.map(([key, v]) => [operatorMeant(key) ?? key, numberOf(v)]))
  const [low, high] = [ops.get('gte') ?? ops.get('gt'), ops.get('lte') ?? ops.get('lt')]
  if (typeof low === 'number' && typeof high === 'number') return { between: [low, high] }
  const [first] = ops
  return first && ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'between'].includes(first[0]) ? Object.fromEntries([first]) : undefined
}

function numberOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(numberOf)
  return typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value
}
