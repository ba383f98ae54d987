import { isDeepStrictEqual } from 'node:util'
import { encodeDenials, foldOptOut } from '@weir/consent'
import type { Denials } from '@weir/consent'
import { identifierDigest, OutageError, TOPICS } from '@weir/contracts'
import type { OptOut } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createMemoryState } from '@weir/state/memory'
import type { StateStore } from '@weir/state'
import { seededRandom } from '@weir/testkit'
import { expect, it } from 'vitest'
import { createOptOuts } from './index.ts'
import { createTail } from './tail.ts'

const digest = (n: number): string => identifierDigest({ type: 'email', value: `${n}` })
const ALL = Array.from({ length: 30 }, (_, n) => digest(n))

function world() {
  const log = createMemoryLog({ partitions: 1 })
  const expected = new Map<string, Denials>()
  const random = seededRandom(11)
  return {
    log,
    expected,
    random,
    optOut: async (): Promise<void> => {
      const optOut: OptOut = {
        digests: [random.pick(ALL), random.pick(ALL)],
        denied: { profiling: random.int(1000) },
        scope: random.pick(['hit', 'person', 'keyless'] as const),
        received_at: 0,
      }
      await log.append(TOPICS.optOuts, [{ partition: 0, key: '', value: Buffer.from(JSON.stringify(optOut)) }])
      for (const one of optOut.digests) expected.set(one, foldOptOut(expected.get(one), optOut))
    },
  }
}

/** Brings the index to a position, as the segmenter does. */
async function index(state: StateStore, known: ReadonlyMap<string, Denials>, position: number): Promise<void> {
  const lease = await state.acquire(0)
  const puts = [...known].map(([key, denials]) => ({ key, value: encodeDenials(denials) }))
  await lease.commit({ expect: await lease.position(), position, puts })
}

it('finds every opt-out that is in the log, however far the index is, also one that fell back', async () => {
  const { log, expected, random, optOut } = world()
  let state = createMemoryState({ partitions: 1 })
  const held: StateStore = { ...state, view: (partition) => proxied(() => state.view(partition)) }
  const optOuts = createOptOuts({ log, state: held })
  const empty = state
  for (let step = 0; step < 200; step++) {
    await optOut()
    const end = await log.end(TOPICS.optOuts, 0)
    if (random.chance(0.2)) await index(state, expected, end - 1)
    if (step === 120) state = createMemoryState({ partitions: 1 })
    expect(await optOuts.denialsOf(ALL)).toEqual(expected)
  }
  expect(state).not.toBe(empty)
})

it('renews an earlier answer: what came since is in it, and one that says all comes back as it is', async () => {
  const { log, expected, random, optOut } = world()
  const state = createMemoryState({ partitions: 1 })
  let loads = 0
  const view = state.view(0)
  const counted: StateStore = { ...state, view: () => ({ ...view, load: (keys) => (loads++, view.load(keys)) }) }
  const optOuts = createOptOuts({ log, state: counted })
  let answer = await optOuts.denialsOf(ALL)
  for (let step = 0; step < 100; step++) {
    const before = structuredClone(expected)
    if (random.chance(0.5)) await optOut()
    if (random.chance(0.2)) await index(state, expected, (await log.end(TOPICS.optOuts, 0)) - 1)
    const newer = await optOuts.denialsOf(ALL, answer)
    expect(newer).toEqual(expected)
    expect(newer === answer).toBe(isDeepStrictEqual(before, expected))
    answer = newer
  }
  expect(loads).toBe(1)
})

it('renews an answer that is older than what it remembers', async () => {
  const { log, expected, optOut } = world()
  const state = createMemoryState({ partitions: 1 })
  const optOuts = createOptOuts({ log, state })
  await optOut()
  const answer = await optOuts.denialsOf(ALL)
  for (let i = 0; i < 10_100; i++) await optOut()
  await index(state, expected, (await log.end(TOPICS.optOuts, 0)) - 1)
  await optOuts.denialsOf([])
  expect(await optOuts.denialsOf(ALL, answer)).toEqual(expected)
  expect(await optOuts.denialsOf(ALL, new Map())).toEqual(expected)
})

it('answers none of many who ask at once from before their question', async () => {
  const { log, expected, optOut } = world()
  const optOuts = createOptOuts({ log, state: createMemoryState({ partitions: 1 }) })
  for (let round = 0; round < 20; round++) {
    const early = Array.from({ length: 5 }, () => optOuts.denialsOf(ALL))
    await optOut()
    const known = structuredClone(expected)
    expect(await optOuts.denialsOf(ALL)).toEqual(known)
    await Promise.all(early)
  }
})

it('says that it cannot say, rather than nothing: the log away, empty where it should not be, far ahead of the index', async () => {
  const { log, optOut } = world()
  const state = createMemoryState({ partitions: 1 })
  for (let i = 0; i < 5; i++) await optOut()
  const away = createOptOuts({ log: { ...log, end: () => Promise.reject(new OutageError('no broker')) }, state })
  await expect(away.denialsOf(ALL)).rejects.toMatchObject({ code: 'unavailable' })
  const hollow = createOptOuts({ log: { ...log, read: async () => [] }, state })
  await expect(hollow.denialsOf(ALL)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(createTail(log, 4).catchUp(0, 5)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(createTail(log, 5).catchUp(0, 5)).resolves.toBeDefined()
})

function proxied<T extends object>(target: () => T): T {
  return new Proxy({} as T, { get: (_, name) => Reflect.get(target(), name) })
}
