import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changesBetween, withChanges } from './definition-lists.ts'
import type { DefinitionList } from './definition-lists.ts'
import { segmentNumber } from './ids.ts'
import { chunksOfList, decodePart, sameList } from './list-chunks.ts'
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
    const read = JSON.parse(JSON.stringify(before)) as SegmentDefinition[]
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

  test('and shares its definitions with the lists that are known, whoever read them', () => {
    const list = sameList(Array.from({ length: 500 }, (_, i) => segment(`t${i}`, 1)))
    const read = JSON.parse(JSON.stringify(list)) as SegmentDefinition[]
    const changed = sameList([...read.slice(0, 499), segment('t499', 2)])
    expect(changed.filter((definition, i) => definition !== list[i]).length).toBeLessThan(300)
    expect(changed.at(-1)).toEqual(segment('t499', 2))
  })
})

describe('chunks of a list', () => {
  const list = Array.from({ length: 10_000 }, (_, i) => segment(`s${i}`, 1))
  const keys = (of: DefinitionList): Set<string> => new Set(chunksOfList(of).map(({ key }) => key))

  test('say all of it, in order', () => {
    expect(chunksOfList(list).flatMap(decodePart)).toEqual(list)
    expect(chunksOfList([])).toEqual([])
  })

  test.each([
    ['changed', [...list.slice(0, 500), segment('s500', 2), ...list.slice(501)]],
    ['removed', [...list.slice(0, 500), ...list.slice(501)]],
    ['added', [...list, segment('new', 1)]],
  ])('stay as they are but for two at most when a segment is %s', (_what, after) => {
    const before = keys(list)
    expect([...keys(after)].filter((key) => !before.has(key)).length).toBeLessThanOrEqual(2)
  })
})
