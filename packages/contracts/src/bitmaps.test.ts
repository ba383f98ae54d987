import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeBitmaps, encodeBitmaps, noBitmaps, readableVersion, ruleKey } from './bitmaps.ts'
import type { KeptVersion } from './bitmaps.ts'
import type { Condition, SegmentDefinition } from './segment.ts'

const kept = (rule: string, since: number, more: Partial<KeptVersion> = {}): KeptVersion => ({
  rule,
  since,
  bitmap: since,
  purposes: [],
  ...more,
})
const filling = { filling: true }

describe('the version to read', () => {
  it('is the newest that is complete everywhere', () => {
    const [a, b] = [kept('a', 1, { frozenAt: 9 }), kept('b', 2)]
    expect(
      readableVersion([
        [b, a],
        [b, a],
      ]),
    ).toEqual([b, b])
    expect(
      readableVersion([
        [b, a],
        [kept('b', 2, filling), a],
      ]),
    ).toEqual([a, a])
    expect(readableVersion([[b, a], [a]])).toEqual([a, a])
    expect(readableVersion([[b], [kept('b', 2, filling), a]])).toBeUndefined()
    expect(readableVersion([[], [a]])).toBeUndefined()
    expect(readableVersion([[kept('a', 1, filling)]])).toBeUndefined()
  })

  it('is one that the partitions took up at different times, each its own copy', () => {
    const early = kept('b', 5, { bitmap: 7 })
    const late = kept('b', 8, { bitmap: 3 })
    expect(
      readableVersion([
        [early, kept('a', 1)],
        [late, kept('a', 1)],
      ]),
    ).toEqual([early, late])
  })

  it('does not come back as it was before, when a rule is put back', () => {
    const [first, second, third] = [kept('a', 1), kept('b', 2), kept('a', 3)]
    // One partition has `a` again, the other only as it stood before `b`.
    expect(
      readableVersion([
        [third, second, first],
        [kept('a', 3, filling), second, first],
      ]),
    ).toEqual([second, second])
    expect(
      readableVersion([
        [third, second],
        [third, second],
      ]),
    ).toEqual([third, third])
  })

  it('is the one that is asked for, if it is complete', () => {
    const [a, b] = [kept('a', 1), kept('b', 2)]
    expect(
      readableVersion(
        [
          [b, a],
          [b, a],
        ],
        'a',
      ),
    ).toEqual([a, a])
    expect(readableVersion([[b, a], [b]], 'a')).toBeUndefined()
  })

  it('never is anything that some partition is filling, or does not have', () => {
    const version = fc.record({ rule: fc.constantFrom('a', 'b', 'c'), since: fc.nat(9), filling: fc.boolean() })
    const partition = fc.array(
      version.map((v, i = 0) => kept(v.rule, v.since, { filling: v.filling, bitmap: i })),
      { maxLength: 4 },
    )
    fc.assert(
      fc.property(fc.array(partition, { minLength: 1, maxLength: 3 }), (partitions) => {
        const found = readableVersion(partitions)
        const complete = (rule: string): boolean => partitions.every((all) => all.some((v) => v.rule === rule && !v.filling))
        expect(found !== undefined).toBe(['a', 'b', 'c'].some(complete))
        found?.forEach((v, p) => {
          expect(partitions[p]).toContain(v)
          expect([v.filling, v.rule]).toEqual([false, found[0]!.rule])
        })
      }),
    )
  })
})

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

it('is stored and read back', () => {
  const bitmaps = { mark: 3, last: 2, segments: { 7: [kept('a', 1), kept('b', 2, { frozenAt: 4 })] }, dropping: [1] }
  expect(decodeBitmaps(encodeBitmaps(bitmaps)[0]!.value)).toEqual(bitmaps)
  expect(decodeBitmaps(undefined)).toEqual(noBitmaps())
})
