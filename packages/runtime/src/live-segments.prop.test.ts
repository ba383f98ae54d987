import { segmentNumber } from '@weir/contracts'
import type { StoredSegment, StoredThreshold } from '@weir/contracts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createLiveSegments } from './live-segments.ts'

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('store' as const), id, days: fc.nat(3), scored: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), id }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('publish' as const), version: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
)

const MODEL = 'model:buys'

function segmentOf(name: string, days: number, scored: boolean): StoredSegment {
  const rule = scored
    ? ({ score: 'buys', percentile: { gte: 90 } } as const)
    : { event: { name: 'Lead' }, within: `${days + 1}d` }
  return { id: name, name, number: segmentNumber(name), version: 1, updated_at: days, rule }
}

it('are those that were stored, in their order, under the thresholds in force, whenever somebody looks', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let threshold: StoredThreshold | undefined
      const live = createLiveSegments((of) => (of === MODEL ? threshold : undefined))
      const plain = new Map<string, { segment: StoredSegment; scored: boolean }>()
      for (const one of [...steps, { do: 'look' as const }]) {
        if (one.do === 'store') {
          const segment = segmentOf(one.id, one.days, one.scored)
          live.set(one.id, segment)
          plain.set(one.id, { segment, scored: one.scored })
        } else if (one.do === 'delete') {
          live.set(one.id, undefined)
          plain.delete(one.id)
        } else if (one.do === 'publish') {
          const percentiles = Array.from({ length: 99 }, (_, i) => i)
          threshold = { id: MODEL, version: one.version, published_at: 0, percentiles }
          expect(live.thresholdChanged(MODEL)).toBe([...plain.values()].some(({ scored }) => scored))
        } else {
          const shown = (scored: boolean): object => (scored && threshold ? { thresholds: [threshold] } : {})
          expect(live.list()).toEqual([...plain.values()].map(({ segment, scored }) => ({ ...segment, ...shown(scored) })))
          expect(live.list()).toBe(live.list())
          for (const [of] of plain) expect(live.get(of)?.id).toBe(of)
        }
      }
    }),
    { numRuns: 300, seed: 3 },
  )
})
