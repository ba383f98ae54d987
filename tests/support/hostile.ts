import { SegmentInput } from '@weir/contracts'
import type { Condition } from '@weir/contracts'
import type { Random } from '@weir/testkit'
import { DATE_VALUES, IDS, KEYS, NAMES, NUMBERS, TEXTS, TRAITS, literal } from './hostile-values.ts'

/**
 * Events as senders write them, and rules over the same paths, with values that programs trip over.
 */

const anything = (random: Random): unknown =>
  random.chance(0.15)
    ? random.pick<unknown>([null, true, false, [], {}, [[1, 2]], ['a', literal('1e20'), { a: '\ud83d' }], { a: { A: '\udc00' } }])
    : random.pick([random.pick(TEXTS), random.pick(NUMBERS), random.pick(DATE_VALUES)])

export interface Sent {
  event_id: string
  body: Record<string, unknown>
}

const HOUR = 3_600_000

/** An event time in one of the forms that senders use. */
function timeText(random: Random, ms: number): unknown {
  const iso = new Date(ms).toISOString()
  return random.pick([
    literal(String(ms / 1000)),
    String(ms / 1000),
    iso,
    iso.replace('T', ' ').replace('Z', '999999+0000'),
    new Date(ms + 2 * HOUR).toISOString().replace('Z', '+02'),
    iso.toLowerCase().replace('.', ','),
  ])
}

/** An event of the two days before `now` (Unix ms), or a little ahead of it. */
export function hostileEvent(random: Random, n: number, people: number, now: number): Sent {
  const at = now - random.pick([0, random.int(48 * HOUR), random.int(HOUR), -random.int(4 * 60_000)])
  const name = random.chance(0.12) ? 'Consent' : random.chance(0.25) ? 'Identify' : random.pick(NAMES)
  const event_id = `${random.pick(IDS)}-${n}`
  const body = {
    event: name,
    event_id,
    event_time: timeText(random, at),
    source: 'shop',
    user: { external_id: `c-${random.int(people)}` },
    ...(name === 'Consent'
      ? { consent: { purposes: { profiling: random.chance(0.5), personalised_ads: random.chance(0.8) } } }
      : {}),
    ...(name === 'Identify' ? { traits: fields(random, TRAITS) } : { properties: properties(random) }),
  }
  return { event_id, body }
}

function fields(random: Random, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries([
    ...Array.from({ length: 1 + random.int(4) }, () => [random.pick(keys), anything(random)] as const),
    ['when', random.pick(DATE_VALUES)],
  ])
}

function properties(random: Random): Record<string, unknown> {
  const items = Array.from({ length: random.int(4) }, () => ({
    content_id: random.pick(TEXTS),
    price: random.pick(NUMBERS),
    own: anything(random),
  }))
  return {
    ...fields(random, KEYS),
    ...(random.chance(0.7) ? { value: random.pick(NUMBERS) } : {}),
    ...(random.chance(0.5) ? { contents: items } : {}),
    big: random.pick(NUMBERS),
  }
}

/** The same event with other content, or as it was. */
export function sentAgain(random: Random, { event_id, body }: Sent): Sent {
  if (random.chance(0.3) || !('properties' in body)) return { event_id, body }
  return { event_id, body: { ...body, properties: properties(random) } }
}

const PATHS = [
  ...KEYS.map((key) => `properties.${key}`),
  'properties.value',
  'properties.big',
  'properties.contents.content_id',
  'properties.contents.own',
  'properties.contents.own.a',
  'properties.a.A',
]
const OPERANDS = [0, -0, 1, 0.1, 2.5, 1e-7, 1e15, 9_007_199_254_740_992, 1e20, -1e20, 1e21, 1e22, 1e308, -1, 9e11, 1e12, 100, 5]
const OPERAND_DATES = [
  '2024-03-26',
  '2024-03-27T12:00:00.5+02',
  '2024-02-29 00:00',
  '1970-01-01',
  '9999-12-31T23:59:59z',
  '0000-02-29',
]
const within = (random: Random): unknown =>
  random.pick(['all', '1d', '3d', { from: '3d', to: '12h' }, { since: '2024-03-26t06:00', until: '2024-03-29' }])

function tested(random: Random): Record<string, unknown> {
  const op = random.pick([
    'eq',
    'eq',
    'ne',
    'in',
    'not_in',
    'gt',
    'gte',
    'lt',
    'lte',
    'between',
    'contains',
    'starts_with',
    'exists',
    'not_exists',
    'before',
    'after',
  ])
  const scalar = (): unknown =>
    random.pick<unknown>([random.pick(TEXTS).slice(0, 1_000), random.pick(OPERANDS), random.chance(0.5)])
  switch (op) {
    case 'exists':
    case 'not_exists':
      return { op, value: true }
    case 'in':
    case 'not_in':
      return { op, value: Array.from({ length: 1 + random.int(6) }, scalar) }
    case 'between':
      return { op, value: [random.pick(OPERANDS), random.pick(OPERANDS)] }
    case 'contains':
    case 'starts_with':
      return { op, value: random.pick(TEXTS).slice(0, random.pick([1, 2, 1_000])) }
    case 'before':
    case 'after':
      return { op, value: random.pick(OPERAND_DATES) }
    case 'eq':
    case 'ne':
      return { op, value: scalar() }
    default:
      return { op, value: random.pick(OPERANDS) }
  }
}

function comparison(random: Random, operands: readonly number[]): Record<string, unknown> {
  return { [random.pick(['gte', 'gt', 'lt', 'lte', 'eq', 'ne'])]: random.pick(operands) }
}

function eventRule(random: Random): unknown {
  const where = Array.from({ length: random.int(3) }, () => ({ path: random.pick(PATHS), ...tested(random) }))
  const event = {
    ...random.pick<object>([
      { name: random.pick(NAMES) },
      { name: 'Purchase' },
      { name_prefix: random.pick(['P', 'P\ud83d', '\u041a']) },
    ]),
    ...(where.length > 0 ? { where } : {}),
  }
  const path = random.pick(PATHS)
  const measure = random.pick<object>([
    {},
    { count: comparison(random, [0, 1, 2, 3]) },
    { distinct: { path, ...comparison(random, [0, 1, 2, 3]) } },
    ...['min', 'max', 'first', 'last', 'avg', 'median'].map((name) => ({ [name]: { path, ...comparison(random, OPERANDS) } })),
    { sum: { path: random.pick(['properties.value', 'properties.contents.price', path]), ...comparison(random, OPERANDS) } },
  ])
  return { event, within: within(random), ...measure }
}

function traitRule(random: Random): unknown {
  const span = random.pick(['1d', '36h', '7d'])
  const relative = { trait: 'when', [random.pick(['in_last', 'not_in_last', 'in_next'])]: span }
  const { op, value } = tested(random)
  const plain = { trait: random.pick([...TRAITS, 'when']), [op as string]: value }
  return {
    ...random.pick<object>([relative, plain, plain]),
    ...(random.chance(0.3) ? { for: random.pick(['1ms', '6h', '2d']) } : {}),
  }
}

/** A rule as somebody would send it (half characters and all), and one that the door takes. */
export function hostileRule(random: Random): unknown {
  for (;;) {
    const part = (): unknown => (random.chance(0.6) ? eventRule(random) : traitRule(random))
    const rule = random.pick<() => unknown>([
      part,
      part,
      () => ({ not: part() }),
      () => ({ any: [part(), part()] }),
      () => ({ all: [part(), part()] }),
      affinity(random),
    ])()
    if (SegmentInput.safeParse({ name: 'x', rule }).success) return rule
  }
}

const affinity = (random: Random) => (): unknown => ({
  affinity: { by: random.pick(['content_id', 'properties.note']), value: random.pick(TEXTS.slice(0, 60)) },
  within: within(random),
  ...random.pick([{ rank: { lte: 2 } }, { share: { gte: 0.2 } }]),
})

/** The rule as the door keeps it. */
export function ruleOf(rule: unknown): Condition {
  return SegmentInput.parse({ name: 'x', rule }).rule
}
