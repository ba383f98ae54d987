import { SegmentInput, segmentNumber, thresholdField, thresholdIdsIn } from '@weir/contracts'
import type { Condition, SegmentDefinition, StoredThreshold, Window } from '@weir/contracts'
import * as fc from 'fast-check'
import { START } from './histories.ts'
import { newerConditions } from './newer.ts'
import { comparison, eventConditionOf, OF_STORIES, selector, WHOLE, window } from './parts.ts'
import type { Vocabulary } from './parts.ts'

export * from './dates.ts'
export * from './faults.ts'
export * from './histories.ts'
export * from './journeys.ts'
export * from './newer.ts'
export * from './walk.ts'

/**
 * Random rules on the same small grid of times and values as the histories, so that edges are hit
 * often. For tests only.
 */

/**
 * Medians of many events with several amounts, so that the median is seldom the average too. Some
 * operands lie halfway between amounts, where the middle of an even number may lie.
 */
const medianCondition = fc
  .tuple(
    fc.oneof(
      fc.constantFrom({ names: ['Purchase', 'AddToCart', 'ViewContent', 'AddToWishlist'] }, { name_prefix: 'A' }),
      selector,
    ),
    fc.oneof(fc.constantFrom<Window>('all', '3d'), window),
    fc.constantFrom('properties.value', 'properties.contents.price', 'properties.contents.price'),
    fc.oneof(
      comparison,
      fc.tuple(fc.constantFrom('gte', 'lt', 'eq'), fc.constantFrom(0.5, 1.25, 1.5)).map(([op, n]) => ({ [op]: n })),
    ),
  )
  .map(([event, within, path, c]) => ({ event, within, median: { path, ...c } }))

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
    fc.constantFrom({}, { campaign: 'k1' }, { creative: 'c1' }, { campaign: ['k1', 'k2'] }),
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

const coolDownCondition = fc
  .tuple(
    fc.constantFrom({}, {}, { campaign: 'k1' }, { campaign: ['k1', 'k2'] }),
    fc.constantFrom('6h', '1d', '2d', '7d', '0h'),
    fc.constantFrom(1, 2, 2, 3),
    fc.constantFrom('1ms', '12h', '1d', '3d', '10d'),
  )
  .map(([exposure, within, gte, cool_down]) => ({ exposure, within, count: { gte }, cool_down }))

/** Counts of impressions that people cool down from. */
export const coolDownConditions = coolDownCondition as unknown as fc.Arbitrary<Condition>

const heldCondition = fc
  .tuple(
    fc.oneof(traitCondition, fc.constantFrom({ trait: 'country', eq: 'DE' }, { trait: 'age', between: [29, 31] })),
    fc.constantFrom('0h', '1ms', '6h', '36h', '5d'),
  )
  .map(([condition, span]) => ({ ...condition, for: span }))

const percentileConditionOf = ({ measures }: Vocabulary) =>
  fc
    .tuple(
      selector,
      window,
      fc.oneof(
        fc.constantFrom(
          {},
          { count: true as const },
          { active_days: true as const },
          { distinct: { path: 'properties.contents.content_id' } },
        ),
        fc.constantFrom('sum', ...measures).map((measure) => ({ [measure]: { path: 'properties.value' } })),
      ),
      fc.constantFrom(0.01, 0.1, 0.5),
    )
    .map(([event, within, measure, top]) => ({ percentile: { of: { event, ...measure }, within }, top }))

const rank = fc.oneof(
  fc
    .constantFrom('gte', 'gt', 'lt', 'lte', 'eq', 'ne')
    .chain((op) => fc.constantFrom(-1, 0, 10, 49.5, 50, 70, 98.5, 99, 100).map((n) => ({ [op]: n }))),
  fc.constantFrom([0, 50], [10, 70], [49.5, 99]).map((between) => ({ between })),
)

const scoreCondition = fc.oneof(
  rank.map((percentile) => ({ score: 'buys', percentile })),
  fc
    .constantFrom<object>({ gte: 0.5 }, { lt: 0.3 }, { ne: 0.1 }, { between: [0.1, 0.5] })
    .map((probability) => ({ score: 'buys', probability })),
)

const lookalikeCondition = fc.constantFrom(0.01, 0.05, 0.01, 0.05, 0.2).map((size) => ({ lookalike: 'seed', size }))

/**
 * The conditions that compare with something published, by their kind. Here and below: the
 * arbitraries' own types have more combinations of optional fields than a condition may have; every
 * rule is parsed by the schema before it is used.
 */
export const publishedConditions = {
  percentile: percentileConditionOf(WHOLE) as unknown as fc.Arbitrary<Condition>,
  score: scoreCondition as unknown as fc.Arbitrary<Condition>,
  lookalike: lookalikeCondition as unknown as fc.Arbitrary<Condition>,
}
/** Conditions on a median. */
export const medianConditions = medianCondition as unknown as fc.Arbitrary<Condition>
/** Conditions on how long a trait has been what it is. */
export const heldConditions = heldCondition as unknown as fc.Arbitrary<Condition>

const ruleOf = (vocabulary: Vocabulary, more: readonly fc.Arbitrary<Condition>[]): fc.Arbitrary<Condition> =>
  fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: eventConditionOf(vocabulary) as unknown as fc.Arbitrary<Condition> },
      { weight: 2, arbitrary: sequenceCondition as unknown as fc.Arbitrary<Condition> },
      affinityCondition as unknown as fc.Arbitrary<Condition>,
      exposureCondition as unknown as fc.Arbitrary<Condition>,
      coolDownConditions,
      traitCondition as unknown as fc.Arbitrary<Condition>,
      heldConditions,
      ...more,
      ...Object.values({
        ...publishedConditions,
        percentile: percentileConditionOf(vocabulary) as unknown as fc.Arbitrary<Condition>,
      }),
      fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }) }),
      fc.record({ not: tie('condition') }),
    ),
  })).condition

const rule = ruleOf(WHOLE, newerConditions)
/** Rules as the simulation's stories have them. */
export const storyRules = ruleOf(OF_STORIES, [])

/**
 * A random rule with the thresholds that it needs, parsed as the HTTP surface would. Now and then
 * one is not published.
 */
export function segmentArbitrary(id = 'tested', rules: fc.Arbitrary<Condition> = rule): fc.Arbitrary<SegmentDefinition> {
  const purposes = fc.constantFrom(undefined, ['profiling' as const], [])
  return fc.tuple(rules, purposes).chain(([r, needed]) => {
    const input = SegmentInput.parse({ name: id, rule: r, ...(needed ? { purposes: needed } : {}) })
    const published = thresholdIdsIn(input.rule).map((needs) => fc.option(threshold(needs), { freq: 9, nil: undefined }))
    return fc.tuple(...published).map((found) => ({
      ...input,
      id,
      number: segmentNumber(id),
      version: 1,
      thresholds: found.filter((one) => one !== undefined),
    }))
  })
}

/** Values on the grid of what events and scores carry. */
function threshold(id: string): fc.Arbitrary<StoredThreshold> {
  const stored = { id, version: 1, published_at: START }
  switch (thresholdField(id)) {
    case 'value':
      return fc.constantFrom(0, 0.5, 1, 1.5, 2, 3, 4).map((value) => ({ ...stored, value }))
    case 'percentiles':
      return fc.tuple(fc.constantFrom(0, 10, 50), fc.constantFrom(50, 70, 99)).map(([low, high]) => ({
        ...stored,
        percentiles: Array.from({ length: 99 }, (_, i) => (i < low ? 0.1 : i < high ? 0.5 : 0.9)),
      }))
    case 'sizes':
      return fc.constantFrom(0.2, 0.5, 0.8).map((value) => ({
        ...stored,
        sizes: [
          { size: 0.01, value: 0.9 },
          { size: 0.05, value },
        ],
      }))
  }
}
