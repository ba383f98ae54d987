import { segmentNumber } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import { createMemoryState } from '@weir/state/memory'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addPeople, follow } from '../../../test/world.ts'
import { countOverlap } from './overlap.ts'

const IDS = ['a', 'b', 'c', 'd']

const definition = (id: string): SegmentDefinition => ({
  id,
  number: segmentNumber(id),
  version: 1,
  name: id,
  rule: { event: { name: 'Purchase' }, within: '7d' },
})

it('counts what sets would, whatever the pages', async () => {
  const people = fc.array(fc.subarray(IDS), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(people, fc.integer({ min: 1, max: 9 }), async (memberships, pageSize) => {
      const fold = createMemoryState({ partitions: 3 })
      await follow(fold, IDS.map(definition))
      await addPeople(
        fold,
        memberships.map((member, i) => ({ identifiers: [{ type: 'external_id', value: `p${i}` }], member })),
      )
      const { sizes, both } = await countOverlap(fold, IDS.map(segmentNumber), pageSize)
      const shared = (a: string, b: string): number => memberships.filter((of) => of.includes(a) && of.includes(b)).length
      expect(sizes).toEqual(IDS.map((id) => shared(id, id)))
      expect(both).toEqual(IDS.map((a, i) => IDS.map((b, j) => (i < j ? shared(a, b) : 0))))
      await fold.close()
    }),
    { numRuns: 60 },
  )
})
