import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readableVersion } from './bitmaps.ts'
import type { KeptVersion } from './version-table.ts'

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
