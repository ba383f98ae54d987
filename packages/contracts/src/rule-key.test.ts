import { describe, expect, it } from 'vitest'
import { ruleChanges, ruleKey } from './rule-key.ts'
import type { Condition, SegmentDefinition } from './segment.ts'

describe('what decides about membership', () => {
  const bought: Condition = { event: { name: 'Purchase' }, within: '7d' }
  const segment = (id: string, rule: Condition, more: Partial<SegmentDefinition> = {}): SegmentDefinition => ({
    id,
    number: 1,
    version: 1,
    name: id,
    rule,
    ...more,
  })
  const key = (of: SegmentDefinition, ...others: SegmentDefinition[]): string =>
    ruleKey(of, (id) => others.find((other) => other.id === id))
  const base = key(segment('a', bought))

  it('is the same whatever it is called, and however it is written', () => {
    expect(base).toMatch(/^[0-9a-f]{32}$/)
    expect(key(segment('a', bought, { name: 'Renamed', description: 'x', version: 7, min_size: 3 }))).toBe(base)
    expect(key(segment('a', { within: '7d', event: { name: 'Purchase' } }))).toBe(base)
    expect(key(segment('a', bought, { purposes: ['personalised_ads', 'profiling', 'profiling'] }))).toBe(base)
  })

  it('is another for other rules, purposes, and thresholds', () => {
    const threshold = { id: 'model:x', version: 1, published_at: 0, percentiles: Array.from({ length: 99 }, (_, i) => i) }
    const others = [
      key(segment('a', { not: bought })),
      key(segment('a', { all: [bought] })),
      key(segment('a', bought, { purposes: ['profiling'] })),
      key(segment('a', bought, { thresholds: [threshold] })),
    ]
    expect(new Set([base, ...others]).size).toBe(5)
  })

  it('goes through the segments that are referred to, also twice removed', () => {
    const far = (rule: Condition): string =>
      key(segment('a', { any: [{ segment: 'b' }, bought] }), segment('b', { not: { segment: 'c' } }), segment('c', rule))
    expect(far(bought)).not.toBe(far({ not: bought }))
    expect(far(bought)).toBe(far({ ...bought }))
    expect(key(segment('a', { segment: 'a' }), segment('a', { segment: 'a' }))).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe('the changes of two lists', () => {
  const definition = (id: string, number: number, rule: Condition): SegmentDefinition => ({
    id,
    number,
    version: 1,
    name: id,
    rule,
  })
  const days = (n: number): Condition => ({ event: { name: 'Purchase' }, within: `${n}d` })
  const before = [definition('a', 1, days(1)), definition('b', 2, { segment: 'a' }), definition('c', 3, days(3))]

  it('name a segment also when only one that it refers to says something else', () => {
    const after = [definition('a', 1, days(2)), before[1]!, { ...before[2]!, name: 'renamed' }]
    const { changed, removed } = ruleChanges(before, after)
    expect(changed.map(({ definition: { id } }) => id)).toEqual(['a', 'b'])
    expect(removed).toEqual([])
  })

  it('name what is gone by its number', () => {
    expect(ruleChanges(before, before.slice(2))).toEqual({ changed: [], removed: [1, 2] })
  })

  it('are all of them where the list before is not known', () => {
    const { changed, removed } = ruleChanges(undefined, before)
    expect([changed.length, removed]).toEqual([3, undefined])
  })
})
