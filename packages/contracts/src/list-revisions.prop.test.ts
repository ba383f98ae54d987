import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byIdOf, changesBetween, withChanges } from './definition-lists.ts'
import type { DefinitionChanges, DefinitionList } from './definition-lists.ts'
import { chunksOfList, sameList } from './list-chunks.ts'
import { referrersIn } from './referrers.ts'
import { ruleChanges } from './rule-key.ts'
import type { Condition, SegmentDefinition } from './segment.ts'

const IDS = Array.from({ length: 12 }, (_, i) => `s${i}`)
/** Some stand at the beginning of a chunk. */
const numberOf = (id: string): number => (IDS.indexOf(id) % 3 === 0 ? 64 : 1) * (1_000 + IDS.indexOf(id))
const rule = fc.oneof(
  fc.nat(2).map((days): Condition => ({ event: { name: 'Purchase' }, within: `${days + 1}d` })),
  fc.constantFrom(...IDS).map((segment): Condition => ({ not: { segment } })),
)
const definition = fc
  .record({ id: fc.constantFrom(...IDS), rule, name: fc.constantFrom('x', 'y') })
  .map((one): SegmentDefinition => ({ ...one, number: numberOf(one.id), version: 1 }))
const changes: fc.Arbitrary<DefinitionChanges> = fc.record({
  changed: fc.array(definition, { maxLength: 3 }),
  removed: fc.array(fc.constantFrom(...IDS), { maxLength: 2 }),
})
const start = fc.uniqueArray(definition, { selector: ({ id }) => id, maxLength: 10 })

/** The same, as nobody has seen it before. */
const copy = (list: DefinitionList): DefinitionList => structuredClone(list)

const RUNS = { numRuns: 150, seed: 7 }

describe('what is worked out of a list that was made from another', () => {
  it('is what comes of the list by itself, and of a list some steps back', () => {
    fc.assert(
      fc.property(start, fc.array(changes, { minLength: 1, maxLength: 8 }), fc.boolean(), (first, steps, unite) => {
        const lists: DefinitionList[] = [first]
        referrersIn(first)
        for (const step of steps) {
          const next = withChanges(lists.at(-1)!, step)
          lists.push(unite ? sameList(next) : next)
          const list = lists.at(-1)!
          const fresh = copy(list)
          expect(chunksOfList(list)).toEqual(chunksOfList(fresh))
          expect([...byIdOf(list).values()].toSorted(byId)).toEqual([...fresh].toSorted(byId))
          const before = lists[Math.max(0, lists.length - 1 - (steps.length % 4))]!
          expect(asShown(referrersIn(list))).toEqual(asShown(referrersIn(fresh)))
          const found = changesBetween(before, list)
          const compared = changesBetween(copy(before), fresh)
          expect(found && withChanges(before, found)).toEqual(compared && list)
          expect(found && idsOf(found)).toEqual(compared && idsOf(compared))
          const { changed, removed } = ruleChanges(before, list)
          const plainly = ruleChanges(copy(before), fresh)
          expect([changed, removed?.toSorted(byValue)]).toEqual([plainly.changed, plainly.removed?.toSorted(byValue)])
          const every = list.flatMap((one) => (changed.some(({ definition: { id } }) => id === one.id) ? [one] : []))
          expect(changed.map((one) => one.definition)).toEqual(every)
        }
      }),
      RUNS,
    )
  })
})

const byValue = (a: number, b: number): number => a - b
const byId = (a: SegmentDefinition, b: SegmentDefinition): number => (a.id < b.id ? -1 : 1)
const idsOf = ({ changed, removed }: DefinitionChanges): unknown => [
  changed.map(({ id }) => id).toSorted((a, b) => a.localeCompare(b)),
  removed.toSorted((a, b) => a.localeCompare(b)),
]
const asShown = (referrers: Iterable<readonly [string, readonly string[]]>): unknown =>
  [...referrers]
    .flatMap(([id, by]) => (by.length > 0 ? [`${id}: ${by.toSorted((a, b) => a.localeCompare(b)).join()}`] : []))
    .toSorted((a, b) => a.localeCompare(b))
