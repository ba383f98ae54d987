import { describe, expect, it } from 'vitest'
import { Condition } from './segment.ts'
import { thresholdIdOf, thresholdIdsIn } from './published.ts'
import { StoredThreshold, THRESHOLD_ID, ThresholdInput } from './threshold.ts'
import type { PercentileCondition } from './segment.ts'

const spenders = {
  percentile: { of: { event: { name: 'Purchase' }, sum: { path: 'properties.value' } }, within: '90d' },
  top: 0.1,
}

describe('conditions that compare with something published', () => {
  it.each<[string, unknown]>([
    ['the best by a sum', spenders],
    ['the best by a count', { percentile: { of: { event: { name: 'Purchase' } }, within: 'all' }, top: 0.01 }],
    ['the best by days', { percentile: { of: { event: { name: 'Pageview' }, active_days: true }, within: '30d' }, top: 0.5 }],
    ['the rank of a score', { score: 'buys', percentile: { gte: 90 } }],
    ['a score', { score: 'buys', probability: { between: [0.2, 0.4] } }],
    ['a lookalike', { lookalike: 'buyers', size: 0.05 }],
    ['a trait that has held', { trait: 'plan', eq: 'gold', for: '30d' }],
    ['a date that has been near', { trait: 'renewal', in_next: '7d', for: '1d' }],
  ])('%s is one', (_name, condition) => {
    expect(Condition.parse(condition)).toEqual(condition)
  })

  it.each<[string, unknown, string]>([
    ['no share', { ...spenders, top: 1 }, 'top'],
    ['a comparison of its own', { ...spenders, percentile: { ...spenders.percentile, gte: 3 } }, 'percentile'],
    [
      'two measures',
      { percentile: { of: { event: { name: 'X' }, count: true, active_days: true }, within: '1d' }, top: 0.1 },
      'percentile.of',
    ],
    ['a score with both', { score: 'buys', percentile: { gte: 1 }, probability: { gte: 1 } }, ''],
    ['a score with neither', { score: 'buys' }, ''],
    ['too large a lookalike', { lookalike: 'buyers', size: 0.3 }, 'size'],
    ['a trait of ours', { trait: '$score.buys', gte: 0.5 }, 'trait'],
    ['a span without a test', { trait: 'plan', for: '1d' }, ''],
    ['a span that is none', { trait: 'plan', eq: 'x', for: 7 }, 'for'],
  ])('%s is refused at its path', (_name, condition, path) => {
    const parsed = Condition.safeParse(condition)
    expect(parsed.success).toBe(false)
    expect(parsed.error?.issues.map((issue) => issue.path.join('.'))).toContain(path)
  })
})

describe('the id of a threshold', () => {
  it('is the same for conditions that mean the same by form, and another where anything differs', () => {
    const id = (condition: unknown): string | undefined => thresholdIdOf(condition as PercentileCondition)
    const { of, within } = spenders.percentile
    expect(id({ top: 0.1, percentile: { within, of: { sum: of.sum, event: of.event } } })).toBe(id(spenders))
    expect(id(spenders)).toMatch(THRESHOLD_ID)
    const counted = { percentile: { of: { event: of.event }, within }, top: 0.1 }
    expect(id({ ...counted, percentile: { of: { event: of.event, count: true }, within } })).toBe(id(counted))
    const others = [
      counted,
      { ...spenders, top: 0.2 },
      { ...spenders, percentile: { of, within: '89d' } },
      { ...spenders, percentile: { of: { ...of, sum: { path: 'properties.price' } }, within } },
      { ...spenders, percentile: { of: { event: of.event, avg: of.sum }, within } },
    ]
    expect(new Set([spenders, ...others].map(id)).size).toBe(1 + others.length)
  })

  it('is found wherever the condition stands, once; a score by itself needs none', () => {
    const rule = Condition.parse({
      all: [
        { not: { score: 'buys', percentile: { gte: 90 } } },
        {
          any: [
            { score: 'buys', percentile: { lt: 10 } },
            { score: 'other', probability: { gte: 0.5 } },
          ],
        },
        { lookalike: 'buyers', size: 0.05 },
        { segment: 'buyers' },
      ],
    })
    expect(thresholdIdsIn(rule)).toEqual(['model:buys', 'lookalike:buyers'])
  })
})

describe('a threshold', () => {
  const percentiles = Array.from({ length: 99 }, (_, i) => i / 100)
  it.each([{ value: 3 }, { percentiles }, { sizes: [{ size: 0.01, value: 0.9 }] }])('may be %o', (input) => {
    expect(ThresholdInput.parse(input)).toEqual(input)
    const stored = { ...input, id: 'model:buys', version: 1, published_at: 0 }
    expect(StoredThreshold.parse(stored)).toEqual(stored)
  })
  it.each([
    { value: 'x' },
    { value: 1, percentiles },
    { percentiles: percentiles.slice(1) },
    { percentiles: percentiles.toReversed() },
    { sizes: [] },
    {
      sizes: [
        { size: 0.1, value: 1 },
        { size: 0.1, value: 2 },
      ],
    },
  ])('cannot be %o', (input) => {
    expect(ThresholdInput.safeParse(input).success).toBe(false)
  })
})
