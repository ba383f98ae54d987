import { allVersions, noBitmaps, readableVersion, segmentNumber, versionsOf } from '@weir/contracts'
import type { Condition, PartitionBitmaps, SegmentDefinition } from '@weir/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeBitmaps, droppedBitmap, releaseBitmaps, activateBitmaps, targetsOf } from './bitmaps.ts'

const named = (name: string): Condition => ({ event: { name }, within: '7d' })
const segment = (id: string, name: string): SegmentDefinition => ({
  id,
  number: segmentNumber(id),
  version: 1,
  name: id,
  rule: named(name),
})
const [a, b] = [segmentNumber('a'), segmentNumber('b')]

function applied(before: PartitionBitmaps, version: number, ...definitions: SegmentDefinition[]): PartitionBitmaps {
  return completeBitmaps(activateBitmaps(before, definitions, version, version * 100))
}

describe('a change of definitions', () => {
  it('gives a bitmap of its own to what is new or changed, and lets the rest keep theirs', () => {
    const first = applied(noBitmaps(), 1, segment('a', 'X'), segment('b', 'Y'))
    expect([a, b].map((number) => targetsOf(first).current(number))).toEqual([1, 2])
    expect(targetsOf(first).filling).toEqual([])
    const second = activateBitmaps(first, [segment('a', 'Z'), segment('b', 'Y')], 2, 200)
    expect([a, b].map((number) => targetsOf(second).current(number))).toEqual([3, 2])
    expect(targetsOf(second).filling).toEqual([[a, 3]])
    expect(versionsOf(second.segments, a)).toMatchObject([
      { bitmap: 3, since: 2, filling: true },
      { bitmap: 1, since: 1, frozenAt: 200 },
    ])
    expect(second.dropping).toEqual([])
    expect(targetsOf(completeBitmaps(second)).filling).toEqual([])
  })

  it('lets go at once of what was deleted, and never gives its bitmap to another', () => {
    const gone = applied(applied(noBitmaps(), 1, segment('a', 'X')), 2)
    expect([allVersions(gone.segments), gone.dropping]).toEqual([[], [1]])
    const again = applied(gone, 3, segment('a', 'X'))
    expect(again.dropping).toEqual([1])
    expect(versionsOf(again.segments, a)).toMatchObject([{ bitmap: 2 }])
    expect(droppedBitmap(again, 1).dropping).toEqual([])
  })

  it('raises the mark whatever it does', () => {
    const first = activateBitmaps(noBitmaps(), [segment('a', 'X')], 1, 1)
    const marks = [first, completeBitmaps(first), releaseBitmaps([first], 0), droppedBitmap(first, 1)].map(({ mark }) => mark)
    expect(marks).toEqual([1, 2, 2, 2])
  })
})

describe('what was before', () => {
  it('is kept until all partitions have gone beyond it', () => {
    const first = applied(noBitmaps(), 1, segment('a', 'X'))
    const done = applied(first, 2, segment('a', 'Y'))
    const under = activateBitmaps(first, [segment('a', 'Y')], 2, 200)
    expect(releaseBitmaps([done, under], 0).dropping).toEqual([])
    expect(releaseBitmaps([done, first], 0).dropping).toEqual([])
    const released = releaseBitmaps([done, done], 0)
    expect(released.dropping).toEqual([1])
    expect(versionsOf(released.segments, a)).toMatchObject([{ bitmap: 2 }])
  })

  it('never leaves readers without a version they had, whatever the partitions do, and at whatever pace', () => {
    const PARTITIONS = 3
    const step = fc.record({ partition: fc.nat(PARTITIONS - 1), release: fc.boolean() })
    const rules = fc.array(fc.constantFrom('X', 'Y', 'Z'), { minLength: 2, maxLength: 8 })
    fc.assert(
      fc.property(rules, fc.array(step, { maxLength: 60 }), (rollout, steps) => {
        const states = Array.from({ length: PARTITIONS }, noBitmaps)
        const at = states.map(() => -1)
        let shown: string | undefined
        steps.forEach(({ partition, release }, n) => {
          const state = states[partition]!
          const isFilling = targetsOf(state).filling.length > 0
          if (isFilling) states[partition] = completeBitmaps(state)
          else if (release) states[partition] = releaseBitmaps(states, partition)
          else {
            // The newest definitions of the moment: some are never seen by every partition.
            const next = Math.min(rollout.length - 1, Math.floor(n / 4))
            if (next === at[partition]) return
            at[partition] = next
            states[partition] = activateBitmaps(state, [segment('a', rollout[next]!)], next, n)
          }
          const now = readableVersion(states.map(({ segments }) => versionsOf(segments, a)))
          if (shown !== undefined) expect(now).toBeDefined()
          shown = now?.[0]?.rule
        })
        const used = states.map((state) => allVersions(state.segments).flatMap(([, all]) => all.map(({ bitmap }) => bitmap)))
        for (const [p, bitmaps] of used.entries())
          expect(new Set([...bitmaps, ...states[p]!.dropping]).size).toBe(bitmaps.length + states[p]!.dropping.length)
      }),
      { numRuns: 500 },
    )
  })
})
