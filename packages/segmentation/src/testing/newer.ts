import type { Condition } from '@weir/contracts'
import * as fc from 'fast-check'
import { comparison, eventConditionOf, selector, WHOLE, window } from './parts.ts'

/** Random conditions that the stories of the simulation do not have. For tests only. */

/** Tests on what follows from an event's fields, and of one path by another. */
const derivedWhere = fc.constantFrom<object>(
  ...['gte', 'lt', 'eq', 'ne'].map((op) => ({ path: 'video.watched_share', op, value: 0.75 })),
  { path: 'video.watched_share', op: 'eq', value: '0.25' },
  { path: 'video.watched_share', op: 'exists' },
  { path: 'video.watched_share', op: 'not_exists' },
  ...['gte', 'lt', 'eq', 'ne'].map((op) => ({ path: 'video.watched_ms', op, value: { path: 'video.duration_ms' } })),
  ...['gt', 'lte', 'eq', 'ne'].map((op) => ({ path: 'properties.contents.price', op, value: { path: 'properties.value' } })),
  ...['eq', 'ne'].map((op) => ({ path: 'properties.contents.content_id', op, value: { path: 'properties.value' } })),
  ...['before', 'after', 'eq', 'ne'].map((op) => ({ path: 'traits.renewal', op, value: { path: 'traits.renewal' } })),
)
const derivedCondition = fc
  .tuple(
    fc.constantFrom<object>({ names: ['Purchase', 'AddToCart', 'ViewContent', 'AddToWishlist'] }, { name_prefix: 'Add' }),
    fc.array(derivedWhere, { maxLength: 2 }),
    window,
    fc.oneof(
      comparison.map((count) => ({ count })),
      fc
        .tuple(
          fc.constantFrom('sum', 'max', 'avg', 'last', 'distinct'),
          fc.constantFrom('gte', 'lt'),
          fc.constantFrom(0.75, 1, 2),
        )
        .map(([measure, op, n]) => ({ [measure]: { path: 'video.watched_share', [op]: n } })),
    ),
  )
  .map(([event, where, within, measure]) => ({ event: { ...event, where }, within, ...measure }))

/** Conditions on derived values, and on two paths of one event. */
export const derivedConditions = derivedCondition as unknown as fc.Arbitrary<Condition>

/** What is measured of each value of a path by itself. */
const perCondition = fc
  .tuple(
    eventConditionOf(WHOLE),
    fc.oneof(
      { weight: 2, arbitrary: fc.constant({ names: ['Purchase', 'AddToCart', 'ViewContent', 'AddToWishlist'] }) },
      selector,
    ),
    fc.constantFrom(
      'video.video_id',
      'properties.contents.content_id',
      'properties.contents.content_id',
      'page.url',
      'properties.value',
    ),
  )
  .map(([condition, event, per]) => ({ ...condition, event, per }))

/** Conditions with `per`. */
export const perConditions = perCondition as unknown as fc.Arbitrary<Condition>

/** What was done since something else; mostly of all time. */
const sinceCondition = fc
  .tuple(
    eventConditionOf(WHOLE),
    selector,
    fc.oneof(
      fc.constantFrom<object>({ name: 'AddToCart' }, { name_prefix: 'Add' }, { names: ['ViewContent', 'Purchase'] }),
      selector,
    ),
    fc.oneof(fc.constant({}), fc.record({ within: window })),
    fc.oneof({ weight: 2, arbitrary: fc.constantFrom({ count: { lt: 1 } }, { count: { gte: 2 } }) }, fc.constant(undefined)),
  )
  .map(([condition, other, since, within, plain]) => {
    const { event, within: _within, ...measure } = condition
    return { event: plain ? other : event, since: { event: since }, ...within, ...(plain ?? measure) }
  })

/** Conditions with `since`. */
export const sinceConditions = sinceCondition as unknown as fc.Arbitrary<Condition>

/** One measure by another, of few events, so that it is often one of few numbers. */
const quantity = fc
  .tuple(
    fc.oneof(
      fc.constantFrom<object>({ names: ['Purchase', 'AddToCart'] }, { name: 'ViewContent' }, { name_prefix: 'Add' }),
      selector,
    ),
    fc.constantFrom<object>(
      {},
      { count: true },
      { active_days: true },
      { sum: { path: 'properties.value' } },
      { sum: { path: 'properties.contents.price' } },
      { distinct: { path: 'properties.contents.content_id' } },
    ),
  )
  .map(([event, measure]) => ({ event, ...measure }))
const ratioCondition = fc
  .tuple(
    quantity,
    quantity,
    window,
    fc.oneof(
      fc
        .constantFrom('gte', 'gt', 'lt', 'lte', 'eq', 'ne')
        .chain((op) => fc.constantFrom(0, 0.5, 1, 1.5, 2).map((n) => ({ [op]: n }))),
      fc.constantFrom({ between: [0.5, 1] }, { between: [1, 3] }),
    ),
  )
  .map(([top, bottom, within, c]) => ({ ratio: [top, bottom], within, ...c }))

/** Conditions on the ratio of two measures. */
export const ratioConditions = ratioCondition as unknown as fc.Arbitrary<Condition>

/** Conditions on the first or last campaign. */
export const touchConditions = fc
  .tuple(fc.constantFrom('first', 'last'), fc.constantFrom<unknown>('k1', 'k2', 'k3', ['k1', 'k3'], ['x']), window)
  .map(([touch, campaign, within]) => ({ touch, campaign, within })) as unknown as fc.Arbitrary<Condition>

/** Conditions on what senders state of a person, now or for some time. */
export const statedConditions = fc
  .tuple(
    fc.constantFrom<object>(
      { trait: '$country', in: ['DE', 'AT'] },
      { trait: '$country', ne: 'DE' },
      { trait: '$country', not_exists: true },
      { trait: '$device', eq: 'android' },
      { trait: '$device', starts_with: 'i' },
      { trait: '$device', exists: true },
    ),
    fc.constantFrom<object>({}, {}, { for: '1ms' }, { for: '36h' }),
  )
  .map(([condition, held]) => ({ ...condition, ...held })) as unknown as fc.Arbitrary<Condition>

/** All of them. */
export const newerConditions = [
  derivedConditions,
  perConditions,
  sinceConditions,
  ratioConditions,
  touchConditions,
  statedConditions,
]
