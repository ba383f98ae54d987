import { identifierDigest, identifierKey, partitionOf } from '@weir/contracts'
import type { Identifier } from '@weir/contracts'
import { ownerOf } from '@weir/identity'
import { createMemoryState } from '@weir/state/memory'
import type { StateStore } from '@weir/state'
import { seededRandom } from '@weir/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { own, unite } from '../../test/unite.ts'
import { addPeople } from '../../test/world.ts'
import type { Somebody } from '../../test/world.ts'
import { createPersonLookup } from './lookup.ts'

const cookie = (n: number): Identifier => ({ type: 'ttp', value: `cookie ${n}` })
const known = (n: number): Somebody => ({ identifiers: [cookie(n)], member: [] })
const idOf = (n: number): string => identifierDigest(cookie(n))

describe.each([1, 5])('a person in %i partitions', (partitions) => {
  let fold: StateStore
  let ids: string[]
  beforeEach(async () => {
    fold = createMemoryState({ partitions })
    ids = await addPeople(
      fold,
      Array.from({ length: 40 }, (_, n) => known(n)),
    )
  })
  const find = async (named: Identifier | string) => {
    const found = await createPersonLookup(fold, fold.shared)(named)
    return found && { id: found.id, isThere: found.blob !== undefined, isShared: found.isShared }
  }
  const alive = (id: string | undefined) => ({ id, isThere: true, isShared: false })

  it('is whom the identifier names, or whose it is', async () => {
    expect(ids).toEqual(ids.map((_, n) => idOf(n)))
    for (let n = 0; n < 40; n++) {
      const extra: Identifier = { type: 'email', value: `${n}` }
      await own(fold, identifierDigest(extra), { person: idOf(n), at: 1, strong: [] })
      for (const named of [cookie(n), idOf(n), extra, identifierDigest(extra)]) expect(await find(named)).toEqual(alive(idOf(n)))
    }
  })

  it('is the last who absorbed them, however many did, by id and by identifier', async () => {
    const random = seededRandom(partitions)
    const into = new Map<number, number>()
    const last = (n: number): number => (into.has(n) ? last(into.get(n)!) : n)
    for (let step = 0; step < 30; step++) {
      const [a, b] = [last(random.int(40)), last(random.int(40))]
      if (a === b) continue
      await unite(fold, [], idOf(a), idOf(b))
      into.set(b, a)
    }
    const extra: Identifier = { type: 'phone', value: 'of the first who moved' }
    const [moved] = into.keys()
    await own(fold, identifierDigest(extra), { person: idOf(moved!), at: 1, strong: [] })
    expect(await find(extra)).toEqual(alive(idOf(last(moved!))))
    for (let n = 0; n < 40; n++) for (const named of [cookie(n), idOf(n)]) expect(await find(named)).toEqual(alive(idOf(last(n))))
  })

  it('is not one of those who share the identifier', async () => {
    await own(fold, idOf(3), { isShared: true, strong: [] })
    const apart = ownerOf(idOf(3), { isShared: true, strong: [] })
    expect(await find(cookie(3))).toEqual({ id: apart, isThere: false, isShared: true })
    expect(await find(idOf(3))).toEqual(alive(idOf(3)))
  })

  it('of a state of before is whom the index names, where nothing else does', async () => {
    const [older, newer, both] = [cookie(101), cookie(102), cookie(4)]
    await unite(fold, [], idOf(6), idOf(5))
    await fold.shared.put([
      { key: identifierKey(older), value: Buffer.from(idOf(5)) },
      { key: identifierDigest(newer), value: Buffer.from(idOf(7)) },
      { key: identifierDigest(both), value: Buffer.from(idOf(8)) },
    ])
    expect(await find(older)).toEqual(alive(idOf(6)))
    expect(await find(newer)).toEqual(alive(idOf(7)))
    expect(await find(both)).toEqual(alive(idOf(4)))
  })

  it('is nobody where nobody was seen', async () => {
    expect(await find(cookie(100))).toBeUndefined()
    expect(await find(idOf(100))).toBeUndefined()
  })

  it('takes one load per partition and step', async () => {
    await own(fold, idOf(100), { person: idOf(1), at: 1, strong: [] })
    await unite(fold, [], idOf(2), idOf(1))
    const loads: number[] = []
    const view = (partition: number) => ({
      ...fold.view(partition),
      load: (keys: readonly string[]) => {
        loads.push(partition)
        return fold.view(partition).load(keys)
      },
    })
    const found = await createPersonLookup({ ...fold, view }, fold.shared)(cookie(100))
    expect(found?.id).toBe(idOf(2))
    expect(loads).toEqual([100, 1, 2].map((n) => partitionOf(idOf(n), partitions)))
  })

  it('is not looked for for ever', async () => {
    const before = fold.view(0)
    await unite(fold, [], idOf(10), idOf(11))
    const [marker] = await fold.view(partitionOf(idOf(11), partitions)).load([idOf(11)])
    const circle: StateStore = { ...fold, view: () => ({ ...before, load: async (keys) => keys.map(() => marker) }) }
    await expect(createPersonLookup(circle, fold.shared)(idOf(11))).rejects.toThrow('circle')
  })
})
