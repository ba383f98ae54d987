import { foldOptOut } from '@weir/consent'
import type { Denials } from '@weir/consent'
import { setTimeout as sleep } from 'node:timers/promises'
import { TOPICS, identifierDigest } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createMemoryState } from '@weir/state/memory'
import type { StateStore, View } from '@weir/state'
import { beforeEach, expect, it } from 'vitest'
import { ann, bob, cem, email, idOf } from '../../../test/buyers.ts'
import { lose, own, relink, unite } from '../../../test/unite.ts'
import { NOW, addPeople, createWorld } from '../../../test/world.ts'
import { freshGivingOf, givable } from './withhold.ts'
import { NO_OPT_OUTS, createOptOuts } from './index.ts'

let fold: StateStore
beforeEach(async () => {
  fold = createMemoryState({ partitions: 3 })
})

/** Who of them may leave once a hit with these identifiers (digests) denied personalised ads. */
async function leaving(denied: readonly string[], ids: readonly string[], at = NOW - 500): Promise<string[]> {
  await using world = await createWorld({ fold })
  const optOut = { digests: [...denied], denied: { personalised_ads: at }, scope: 'hit' as const, received_at: at }
  const denialsOf = async (digests: readonly string[]): Promise<Map<string, Denials>> =>
    new Map(digests.filter((digest) => denied.includes(digest)).map((digest) => [digest, foldOptOut(undefined, optOut)]))
  return givable({ ...world.deps, optOuts: { ...NO_OPT_OUTS, denialsOf } }, ids, ['personalised_ads'])
}

it('asks for everybody whom they absorbed, and by the ids of these', async () => {
  await addPeople(fold, [ann, bob, cem])
  await unite(fold, [], idOf(ann), idOf(bob))
  const ids = [ann, bob, cem].map(idOf)
  expect(await leaving([], ids)).toEqual(ids)
  expect(await leaving([idOf(bob)], ids)).toEqual([idOf(cem)])
  expect(await leaving([identifierDigest(ann.identifiers[1]!)], ids)).toEqual([idOf(cem)])
  expect(await leaving([idOf(ann)], ids, NOW - 5_000)).toEqual(ids)
})

it('asks for the ids of the absorbed when their identifiers are kept no more', async () => {
  await addPeople(fold, [ann, bob])
  await unite(fold, [], idOf(ann), idOf(bob))
  await relink(fold, idOf(ann), {}, ({ type }) => type !== 'phone')
  expect(await leaving([idOf(bob)], [idOf(ann)])).toEqual([])
})

it('lets a newer grant of the person whose the identifier is lift the denial', async () => {
  const address = email('family@example.org')
  const [child, parent] = await addPeople(fold, [
    { identifiers: [{ type: 'ttp', value: 'child' }, address], member: [] },
    { identifiers: [{ type: 'ttp', value: 'parent' }], member: [], since: NOW },
  ])
  const denied = [identifierDigest(address)]
  expect(await leaving(denied, [child!])).toEqual([])
  await own(fold, denied[0]!, { person: parent!, at: 1, strong: [] })
  expect(await leaving(denied, [child!])).toEqual([child])
})

it('asks for what a later login has now: the denial was sent with what was theirs, too', async () => {
  await addPeople(fold, [ann, bob, cem])
  const address = identifierDigest(ann.identifiers[2]!)
  await lose(fold, idOf(ann), address)
  await own(fold, address, { person: idOf(bob), at: NOW - 2_000, strong: [] })
  expect(await leaving([address], [ann, cem].map(idOf))).toEqual([idOf(cem)])
  // Bob has it, and has granted since.
  expect(await leaving([address], [ann, cem].map(idOf), NOW - 5_000)).toEqual([ann, cem].map(idOf))
})

it('asks for what somebody lost whom the person absorbed', async () => {
  await addPeople(fold, [ann, bob, cem])
  const address = identifierDigest(ann.identifiers[2]!)
  await lose(fold, idOf(bob), address)
  await unite(fold, [], idOf(bob), idOf(cem))
  expect(await leaving([address], [idOf(bob)])).toEqual([])
})

it('asks a check that took too long only for what came since, and withholds whoever denied meanwhile', async () => {
  await addPeople(fold, [ann, bob])
  const log = createMemoryLog({ partitions: 1 })
  const deny = async (id: string): Promise<void> => {
    const optOut = { digests: [id], denied: { personalised_ads: NOW }, scope: 'hit', received_at: NOW }
    await log.append(TOPICS.optOuts, [{ partition: 0, key: '', value: Buffer.from(JSON.stringify(optOut)) }])
  }
  await deny(idOf(bob))
  let lookUps = 0
  const view = (partition: number): View => {
    const real = fold.view(partition)
    const load = async (keys: readonly string[]): ReturnType<View['load']> => {
      // Whose it is takes longer than an answer may be old.
      await sleep(60)
      if (lookUps++ === 0) await deny(idOf(ann))
      return real.load(keys)
    }
    return { ...real, load }
  }
  const people = [ann, bob].map((one) => ({
    ...BARE,
    id: idOf(one),
    identifiers: one.identifiers.map((known) => ({ ...known, ...MET })),
  }))
  const optOuts = createOptOuts({ log, state: createMemoryState({ partitions: 1 }), freshMs: 100 })
  await using world = await createWorld({ fold: { ...fold, view } })
  const giving = await freshGivingOf({ ...world.deps, optOuts }, people)
  expect([0, 1].map((place) => giving(place, ['personalised_ads']))).toEqual([undefined, undefined])
  expect(lookUps).toBeGreaterThan(0)
})

const MET = { linkedAt: 0, eid: '', seenAt: 0 }
const BARE = { born: 0, absorbed: [], former: [], consent: {}, memberships: [] }
