import { PATH_MEASURES } from '@weir/contracts'
import type { PathMeasure, Window } from '@weir/contracts'
import * as fc from 'fast-check'

/** The parts that random conditions are made of. For tests only. */

export const comparison = fc.oneof(
  fc.constantFrom('gte', 'gt', 'lt', 'lte', 'eq', 'ne').chain((op) => fc.integer({ min: 0, max: 4 }).map((n) => ({ [op]: n }))),
  fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 2, max: 4 })).map((between) => ({ between })),
)

export const window: fc.Arbitrary<Window> = fc.oneof(
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

export const selector = fc.record(
  {
    name: fc.constantFrom('Purchase', 'CompletePayment', 'AddToCart', 'ViewContent'),
    where: fc.array(where, { minLength: 1, maxLength: 2 }),
    source: fc.constantFrom('shop', 'app'),
  },
  { requiredKeys: ['name'] },
)

/** What random rules measure, and of which values. */
export interface Vocabulary {
  measures: readonly PathMeasure[]
  path: fc.Arbitrary<string>
}

/** Everything; one amount per event, or several of an array. */
export const WHOLE: Vocabulary = {
  measures: PATH_MEASURES.filter((measure) => measure !== 'sum' && measure !== 'distinct'),
  path: fc.constantFrom('properties.value', 'properties.value', 'properties.contents.price'),
}
/**
 * What the stories of the simulation have been made of from the first on. A new word here would
 * make another story of every seed, of those too that went wrong once.
 */
export const OF_STORIES: Vocabulary = { measures: ['avg', 'min', 'max', 'first', 'last'], path: fc.constant('properties.value') }

export const eventConditionOf = ({ measures, path }: Vocabulary) =>
  fc
    .tuple(
      fc.oneof({ weight: 4, arbitrary: selector }, fc.constantFrom({ name_prefix: 'Add' }, { names: ['Purchase', 'AddToCart'] })),
      window,
      fc.oneof(
        fc.constant({}),
        comparison.map((count) => ({ count })),
        fc.tuple(path, comparison).map(([at, c]) => ({ sum: { path: at, ...c } })),
        comparison.map((c) => ({ distinct: { path: 'properties.contents.content_id', ...c } })),
        comparison.map((active_days) => ({ active_days })),
        fc.tuple(fc.constantFrom(...measures), path, comparison).map(([measure, at, c]) => ({ [measure]: { path: at, ...c } })),
      ),
    )
    .map(([event, within, measure]) => ({ event, within, ...measure }))
