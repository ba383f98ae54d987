import { eventKey, SegmentInput, segmentNumber } from '@weir/contracts'
import type { Condition, HitConsent, PersonEvent, SegmentDefinition, Window } from '@weir/contracts'
import * as fc from 'fast-check'

/** Random rules and histories on a small grid of times and values, so that edges are hit often. For tests only. */

const HOUR = 3_600_000
/** The week in which summer time begins in Berlin (2024-03-31 01:00Z). */
export const START = Date.UTC(2024, 2, 25)

const comparison = fc.oneof(
  fc.constantFrom('gte', 'gt', 'lt', 'lte', 'eq', 'ne').chain((op) => fc.integer({ min: 0, max: 4 }).map((n) => ({ [op]: n }))),
  fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 2, max: 4 })).map((between) => ({ between })),
)

const window: fc.Arbitrary<Window> = fc.oneof(
  fc.constantFrom<Window>('6h', '1d', '3d', 'all', { from: '3d', to: '1d' }, { from: '2d', to: '0h' }, { from: '12h', to: '6h' }),
  fc.constantFrom<Window>({ since: '2024-03-27T00:00:00Z', until: '2024-03-30' }, { since: '2024-03-29' }),
  fc.record({
    whole_days: fc.integer({ min: 1, max: 3 }),
    time_zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
    include_today: fc.boolean(),
  }),
)

const where = fc.constantFrom(
  { path: 'properties.value', op: 'gte', value: 2 },
  { path: 'properties.value', op: 'not_exists' },
  { path: 'properties.contents.content_id', op: 'in', value: ['a', 'b'] },
  { path: 'properties.contents.content_id', op: 'ne', value: 'a' },
  { path: 'page.url', op: 'contains', value: 'sale' },
)

const selector = fc.record(
  {
    name: fc.constantFrom('Purchase', 'CompletePayment', 'AddToCart', 'ViewContent'),
    where: fc.array(where, { minLength: 1, maxLength: 2 }),
    source: fc.constantFrom('shop', 'app'),
  },
  { requiredKeys: ['name'] },
)

const eventCondition = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: selector }, fc.constantFrom({ name_prefix: 'Add' }, { names: ['Purchase', 'AddToCart'] })),
    window,
    fc.oneof(
      fc.constant({}),
      comparison.map((count) => ({ count })),
      comparison.map((c) => ({ sum: { path: 'properties.value', ...c } })),
      comparison.map((c) => ({ distinct: { path: 'properties.contents.content_id', ...c } })),
      comparison.map((active_days) => ({ active_days })),
      fc
        .tuple(fc.constantFrom('avg', 'min', 'max', 'first', 'last'), comparison)
        .map(([measure, c]) => ({ [measure]: { path: 'properties.value', ...c } })),
    ),
  )
  .map(([event, within, measure]) => ({ event, within, ...measure }))

const traitCondition = fc.constantFrom(
  { trait: 'country', in: ['DE', 'AT'] },
  { trait: 'country', ne: 'DE' },
  { trait: 'age', gte: 30 },
  { trait: 'country', not_exists: true },
  { trait: 'renewal', in_last: '2d' },
  { trait: 'renewal', not_in_last: '1d' },
  { trait: 'renewal', in_next: '36h' },
  { trait: 'renewal', before: '2024-03-28' },
  { trait: 'renewal', after: '2024-03-28T12:00:00+02:00' },
)

const sequenceCondition = fc
  .record({
    steps: fc.array(selector, { minLength: 1, maxLength: 3 }),
    absent: fc.option(fc.record({ absent: selector, for: fc.constantFrom('1h', '6h', '1d') }), { nil: undefined }),
    span: fc.constantFrom('0h', '2h', '1d', '7d'),
    within: window,
  })
  .filter(({ steps, absent }) => steps.length > 1 || absent !== undefined)
  .map(({ steps, absent, span, within }) => ({
    sequence: [...steps.map((event) => ({ event })), ...(absent ? [absent] : [])],
    span,
    within,
  }))

const affinityCondition = fc
  .tuple(
    fc.constantFrom('a', 'b'),
    window,
    fc.constantFrom({ share: { gte: 0.5 } }, { share: { lt: 0.4 } }, { rank: { lte: 1 } }, { rank: { gt: 1 } }),
  )
  .map(([value, within, c]) => ({ affinity: { by: 'content_id', value }, within, ...c }))

const exposureCondition = fc
  .tuple(
    fc.constantFrom({}, { campaign: 'k1' }, { creative: 'c1' }),
    window,
    fc.oneof(
      comparison.map((count) => ({ count })),
      fc.constantFrom(
        { since_last: { gte: '1d' } },
        { since_last: { lt: '6h' } },
        { since_last: { gt: '12h' } },
        { since_last: { lte: '2d' } },
      ),
    ),
  )
  .map(([exposure, within, c]) => ({ exposure, within, ...c }))

const rule = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 3, arbitrary: eventCondition as unknown as fc.Arbitrary<Condition> },
    { weight: 2, arbitrary: sequenceCondition as unknown as fc.Arbitrary<Condition> },
    affinityCondition as unknown as fc.Arbitrary<Condition>,
    exposureCondition as unknown as fc.Arbitrary<Condition>,
    traitCondition as unknown as fc.Arbitrary<Condition>,
    fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('condition') }),
  ),
})).condition

/** A segment with a random rule, parsed as the HTTP surface would. */
export function segmentArbitrary(id = 'tested'): fc.Arbitrary<SegmentDefinition> {
  return fc.tuple(rule, fc.constantFrom(undefined, ['profiling' as const], [])).map(([r, purposes]) => ({
    ...SegmentInput.parse({ name: id, rule: r, ...(purposes ? { purposes } : {}) }),
    id,
    number: segmentNumber(id),
    version: 1,
  }))
}

const consent: fc.Arbitrary<HitConsent> = fc
  .record({ profiling: fc.boolean(), by: fc.constantFrom('signal' as const, 'basis' as const), granted: fc.constant(true) })
  .map(({ profiling, by }) => {
    const mark = { granted: true, by: 'basis' as const }
    return { storage: mark, profiling: { granted: profiling, by }, personalised_ads: mark, measurement: mark, modelling: mark }
  })

const body = fc.record(
  {
    properties: fc.record(
      {
        value: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('1.5', 'x', 0.1)),
        contents: fc.array(fc.record({ content_id: fc.constantFrom('a', 'b', 'c', 'd') }), { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
    ad: fc.record({ campaign_id: fc.constantFrom('k1', 'k2'), creative_id: fc.constantFrom('c1', 'c2') }),
    page: fc.record({ url: fc.constantFrom('https://shop/sale', 'https://shop/') }),
    traits: fc.record(
      {
        country: fc.constantFrom('DE', 'AT', 'US', null),
        age: fc.integer({ min: 28, max: 32 }),
        renewal: fc.constantFrom('2024-03-28', '2024-03-27T06:00:00', '2024-03-30T00:00:00.500+01:00', 1_711_584_000, 'soon', [
          '2024-03-26',
          '2024-03-31T10:00:00Z',
        ]),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)

/** One person's event, with how long after (or, by a fast clock, before) its time it is received. */
export interface Arrival {
  event: PersonEvent
  delayMs: number
}

export const arrivalArbitrary: fc.Arbitrary<Arrival> = fc
  .record({
    hours: fc.integer({ min: 0, max: 7 * 24 }),
    offsetMs: fc.constantFrom(0, 0, 1, 60_000),
    name: fc.constantFrom('Purchase', 'AddToCart', 'ViewContent', 'AddToWishlist', 'AdImpression'),
    source: fc.constantFrom('shop', 'app'),
    id: fc.integer({ min: 0, max: 9 }),
    consent,
    body,
    delayMs: fc.constantFrom(0, 0, 0, 1, 2 * HOUR, 30 * HOUR, -60_000, -240_000),
  })
  .map(({ hours, offsetMs, name, source, id, consent, body, delayMs }) => {
    const event_time = START + hours * HOUR + offsetMs
    const event_id = `id-${id}`
    return {
      delayMs,
      event: {
        kind: 'event',
        person: 'ab'.repeat(16),
        eid: eventKey(source, name, event_id, event_time),
        rev: 0,
        hit: {
          source,
          channel: 'server',
          name,
          event_id,
          id_from: 'sender',
          event_time,
          received_at: event_time + delayMs,
          ids: [{ type: 'external_id', value: 'ef'.repeat(32) }],
          consent,
          body: body as PersonEvent['hit']['body'],
        },
      },
    }
  })
