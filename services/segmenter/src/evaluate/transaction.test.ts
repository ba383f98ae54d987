import { segmentNumber } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { FencedError } from '@weir/state'
import type { Lease } from '@weir/state'
import { createMemoryState } from '@weir/state/memory'
import { createOutboxCommitter } from '@weir/stream'
import { seededRandom } from '@weir/testkit'
import { expect, it } from 'vitest'
import { loadDefinitions } from '../state/definitions.ts'
import { openBitmaps } from '../state/own-bitmaps.ts'
import { decodeMeta, initialMeta } from './meta.ts'
import { createTransactions } from './transaction.ts'
import type { Changes, PartitionState } from './transaction.ts'

const NOTHING: Changes = { outputs: [] }

const SEGMENT: SegmentDefinition = {
  id: 'a',
  number: segmentNumber('a'),
  version: 1,
  name: 'A',
  rule: { trait: 'plan', eq: 'gold' },
  purposes: ['profiling'],
}

/** A partition in memory, at the record 0. `refuse()` lets another owner take it. */
async function partition() {
  const store = createMemoryState({ partitions: 1 })
  const lease = await store.acquire(0)
  const committer = await createOutboxCommitter(createMemoryLog({ partitions: 1 }), lease, 'fold')
  const bitmaps = await openBitmaps((p) => store.view(p), 0, 1)
  const first = { position: committer.position(), meta: initialMeta(), definitions: await loadDefinitions(lease) }
  const { state, stored, transaction } = createTransactions(first, committer, [bitmaps])
  const begin = await transaction(0, ({ meta }) => {
    meta.outputs = 3
    return NOTHING
  })
  await begin()
  const seen = (): unknown => structuredClone({ ...state(), filling: bitmaps.targets().filling })
  return { state, stored, transaction, bitmaps, seen, view: store.view(0), refuse: (): Promise<Lease> => store.acquire(0) }
}

type Partition = Awaited<ReturnType<typeof partition>>

/** Edits everything that a draft has, and the memory beside it. */
const editAll =
  ({ bitmaps }: Partition, seed = 1) =>
  ({ meta, definitions }: PartitionState): Changes => {
    const random = seededRandom(seed)
    meta.now += 1 + random.int(100)
    meta.outputs += 1
    meta.people += 1
    meta.version = random.int(9)
    meta.taken['0'] = [random.int(100), random.int(3)]
    meta.sweep = random.chance(0.5) ? random.int(9) : undefined
    meta.pending = { version: 2, since: 0, at: 0, until: 0, next: 0, to: 0, overlap: 0, taken: { 0: [1, random.int(3)] } }
    definitions.pending = definitions.live
    definitions.live = [SEGMENT]
    return { puts: bitmaps.activate(definitions.live, meta.version, 0), outputs: [] }
  }

it('publishes a draft when it is prepared, and says what is stored when it is', async () => {
  const p = await partition()
  const before = p.state()
  const commit = await p.transaction(1, editAll(p))
  expect(p.state()).toMatchObject({ position: 1, meta: { people: 1, outputs: 1 }, definitions: { live: [SEGMENT] } })
  expect(p.stored()).toBe(before)
  await commit()
  expect(p.stored()).toBe(p.state())
  expect(decodeMeta(await p.view.meta())).toEqual(p.state().meta)
})

it.each([
  { what: 'a new record', position: 1, outputs: 0 },
  { what: 'the record before', position: 0, outputs: 3 },
])('counts the outputs of $what from $outputs', async ({ position, outputs }) => {
  const { transaction } = await partition()
  const seen: number[] = []
  await transaction(position, ({ meta }) => (seen.push(meta.outputs), NOTHING))
  expect(seen).toEqual([outputs])
})

it.each([1, 2, 3, 4, 5, 6])('has everything as before when the work throws (seed %i)', async (seed) => {
  const p = await partition()
  const before = p.seen()
  for (const isLate of [false, true]) {
    const work = p.transaction(1, async (draft) => {
      editAll(p, seed)(draft)
      if (isLate) await Promise.resolve()
      throw new Error('cannot be done')
    })
    await expect(work).rejects.toThrow('cannot be done')
    expect(p.seen()).toEqual(before)
  }
  await (
    await p.transaction(1, editAll(p, seed))
  )()
  expect(p.seen()).not.toEqual(before)
})

it.each([1, 2, 3, 4, 5, 6])('has everything as before when the commit is refused (seed %i)', async (seed) => {
  const p = await partition()
  const before = p.seen()
  await p.refuse()
  const commit = await p.transaction(1, editAll(p, seed))
  expect(p.seen()).not.toEqual(before)
  await expect(commit()).rejects.toThrow(FencedError)
  expect(p.seen()).toEqual(before)
})

it('commits nothing that was prepared on top of a refused step', async () => {
  const p = await partition()
  const before = p.seen()
  const first = await p.transaction(1, editAll(p, 1))
  const second = await p.transaction(2, editAll(p, 2))
  await p.refuse()
  await expect(first()).rejects.toThrow(FencedError)
  await expect(second()).rejects.toThrow('an earlier step')
  expect(p.seen()).toEqual(before)
})

it('goes back to what is stored when a step is refused while the next one works', async () => {
  const p = await partition()
  const before = p.seen()
  const first = await p.transaction(1, editAll(p, 1))
  await p.refuse()
  const second = p.transaction(2, async (draft) => {
    await expect(first()).rejects.toThrow(FencedError)
    return editAll(p, 2)(draft)
  })
  await expect(second).rejects.toThrow('an earlier step')
  expect(p.seen()).toEqual(before)
})

it('keeps an earlier step when the work of a later one throws', async () => {
  const p = await partition()
  const commit = await p.transaction(1, editAll(p))
  const published = p.seen()
  await expect(p.transaction(2, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(p.seen()).toEqual(published)
  await commit()
  expect(p.stored()).toBe(p.state())
})

it('refuses steps out of order, and one that is committed twice', async () => {
  const p = await partition()
  const first = await p.transaction(1, editAll(p, 1))
  const second = await p.transaction(2, editAll(p, 2))
  await expect(second()).rejects.toThrow('an earlier step')
  await first()
  await second()
  await expect(second()).rejects.toThrow('an earlier step')
})

it('refuses a transaction inside another one, whose work goes on', async () => {
  const p = await partition()
  const commit = await p.transaction(1, async (draft) => {
    await expect(p.transaction(1, editAll(p))).rejects.toThrow('do not nest')
    return editAll(p)(draft)
  })
  await commit()
  expect(p.stored()).toMatchObject({ position: 1, meta: { people: 1 } })
})

it('lets nobody change what is published', async () => {
  const p = await partition()
  await p.transaction(1, editAll(p))
  const { meta, definitions } = p.state()
  expect(() => Object.assign(meta, { now: 1 })).toThrow(TypeError)
  expect(() => Object.assign(meta.taken, { 0: [1, 1] })).toThrow(TypeError)
  expect(() => Object.assign(definitions, { live: [] })).toThrow(TypeError)
})
