import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changesBetween, decodeDefinitions, encodeDefinitions, sameList, withChanges } from './definition-lists.ts'
import type { DefinitionList } from './definition-lists.ts'
import { segmentNumber } from './ids.ts'
import type { SegmentDefinition } from './segment.ts'

const segment = (id: string, version: number): SegmentDefinition => ({
  id,
  number: segmentNumber(id),
  version,
  name: id,
  rule: { event: { name: 'Purchase' }, within: `${version}d` },
})
const ids = (list: DefinitionList): string[] => list.map(({ id }) => id)
const anyList = fc
  .uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'))
  .chain((names) => fc.tuple(...names.map((id) => fc.nat(2).map((version) => segment(id, version + 1)))))

describe('changes between two lists', () => {
  test('make the one into the other, or cannot say it because of the order', () => {
    fc.assert(
      fc.property(anyList, anyList, (before, after) => {
        const changes = changesBetween(before, after)
        if (changes) {
          expect(withChanges(before, changes)).toEqual(after)
          return
        }
        // What both have is in another order, or something new stands before something old.
        const kept = ids(before).filter((id) => ids(after).includes(id))
        const added = ids(after).filter((id) => !kept.includes(id))
        expect(ids(after)).not.toEqual([...kept, ...added])
      }),
      { numRuns: 1_000 },
    )
  })

  test('name what changed and nothing else, among ten thousand', () => {
    const before = Array.from({ length: 10_000 }, (_, i) => segment(`s${i}`, 1))
    const after = [...before.slice(0, 500), segment('s500', 2), ...before.slice(501, 9_999), segment('new', 1)]
    expect(changesBetween(before, after)).toEqual({ changed: [segment('s500', 2), segment('new', 1)], removed: ['s9999'] })
    // Objects of another reading, such as those of a state, are compared by what they say.
    const read = decodeDefinitions(new Uint8Array(encodeDefinitions(before)))
    expect(changesBetween(read, after)?.changed).toHaveLength(2)
  })

  test('leave what did not change the same object', () => {
    const before = [segment('a', 1), segment('b', 1)]
    const after = withChanges(before, { changed: [segment('b', 2)], removed: [] })
    expect(after[0]).toBe(before[0])
    expect(after[1]).toEqual(segment('b', 2))
  })
})

describe('a list is known', () => {
  test('by the list it came from and what changed, and by its content', () => {
    const before = [segment('x', 1)]
    const change = () => withChanges(before, { changed: [segment('y', 1)], removed: [] })
    expect(change()).toBe(change())
    expect(sameList([segment('x', 1), segment('y', 1)])).toBe(sameList(change()))
    expect(sameList([segment('y', 1), segment('x', 1)])).not.toBe(sameList(change()))
  })

  test('however it is read, as long as it is one of the newest', () => {
    const list = sameList([segment('z', 1)])
    expect(decodeDefinitions(Uint8Array.from(encodeDefinitions(list)))).toBe(list)
    for (let i = 0; i < 20; i++) sameList([segment('z', i + 2)])
    expect(decodeDefinitions(Uint8Array.from(encodeDefinitions(list)))).toEqual(list)
    expect(decodeDefinitions(undefined)).toEqual([])
  })
})
