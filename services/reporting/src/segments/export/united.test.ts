import type { Denials } from '@weir/consent'
import { identifierDigest, segmentNumber } from '@weir/contracts'
import { createMemoryState } from '@weir/state/memory'
import { seededRandom } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { email, rule } from '../../../test/buyers.ts'
import { unite } from '../../../test/unite.ts'
import type { Somebody, World } from '../../../test/world.ts'
import { addPeople, createWorld } from '../../../test/world.ts'
import { NO_OPT_OUTS } from '../../shared/opt-outs/index.ts'

/** Persons turn out to be one while a list or a file of them is read. */

const PEOPLE = 2_500

interface Racing extends AsyncDisposable {
  world: World
  ids: string[]
  /** The ids of those who turned out to be one. */
  groups(): string[][]
  /** Those whom somebody absorbed who had been read. */
  lateOnes(): Iterable<string>
  /** Of how many pairs the one that stays came later in the file, and earlier. */
  orders: { later: number; earlier: number }
}

/**
 * Everybody is a member. Whenever a page has been read and not left yet, some are united of whom
 * the list can have one at most: the other, and whoever that one absorbed, is further on.
 */
async function createRacing(partitions: number, seed: number): Promise<Racing> {
  const random = seededRandom(seed)
  const fold = createMemoryState({ partitions })
  const somebody = (_: unknown, n: number): Somebody => ({
    identifiers: [{ type: 'ttp', value: `cookie ${n}` }, email(`${n}@example.org`)],
    member: ['buyers'],
  })
  const ids = await addPeople(fold, Array.from({ length: PEOPLE }, somebody))
  const groupOf = new Map(ids.map((id) => [id, { living: id, all: [id] }]))
  const read = new Set<string>()
  const late = new Set<string>()
  const orders = { later: 0, earlier: 0 }
  const isUnread = (id: string): boolean => groupOf.get(id)!.all.every((one) => !read.has(one))
  const uniteSome = async (): Promise<void> => {
    for (let n = 0; n < 40; n++) {
      const [a, b] = [groupOf.get(random.pick(ids))!, groupOf.get(random.pick(ids))!]
      if (a === b || !(isUnread(a.living) || isUnread(b.living))) continue
      await unite(fold, world.config.segments(), a.living, b.living)
      if (read.has(b.living)) orders.later++
      else if (read.has(a.living)) orders.earlier++
      if (read.has(a.living)) b.all.forEach((id) => late.add(id))
      a.all.push(...b.all)
      for (const one of b.all) groupOf.set(one, a)
    }
  }
  let isReading = false
  const denialsOf = async (digests: readonly string[]): Promise<Map<string, Denials>> => {
    if (!isReading) return new Map<string, Denials>()
    for (const digest of digests) if (groupOf.has(digest)) read.add(digest)
    if (digests.length > 0) await uniteSome()
    return new Map<string, Denials>()
  }
  const world = await createWorld({ fold, deps: { optOuts: { ...NO_OPT_OUTS, denialsOf } } })
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
  isReading = true
  return {
    world,
    ids,
    groups: () => [...new Set(groupOf.values())].map(({ all }) => all),
    lateOnes: () => late,
    orders,
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await fold.close()
    },
  }
}

const READERS = {
  csv: [
    '/export?format=csv',
    (body: string) =>
      body
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => row.slice(0, 32)),
  ],
  'csv with addresses': [
    '/export?format=csv&id_types=EMAIL_SHA256',
    (body: string) =>
      body
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((row) => row.slice(0, 32)),
  ],
  ndjson: ['/export?format=ndjson', (body: string) => [...body.matchAll(/"person":"(\w{32})"/g)].map(([, id]) => id!)],
  'a page of members': [
    '/members?limit=10000',
    (body: string) => [...body.matchAll(/"person":"(\w{32})"/g)].map(([, id]) => id!),
  ],
} satisfies Record<string, [string, (body: string) => string[]]>

describe.each([1, 3])('persons united while they are read, in %i partitions', (partitions) => {
  it.each(Object.entries(READERS))('are in %s once', async (_, [url, read]) => {
    const orders = { later: 0, earlier: 0 }
    for (const seed of [1, 2, 3]) {
      await using racing = await createRacing(partitions, seed)
      const answer = await racing.world.ask('GET', `/v1/segments/buyers${url}`)
      expect(answer.statusCode).toBe(200)
      const listed = read(answer.body)
      expect(new Set(listed).size).toBe(listed.length)
      const inFile = new Set(listed)
      const wrong = racing.groups().filter((all) => all.filter((id) => inFile.has(id)).length !== 1)
      expect(wrong).toEqual([])
      orders.later += racing.orders.later
      orders.earlier += racing.orders.earlier
    }
    expect(orders.later).toBeGreaterThan(5)
    expect(orders.earlier).toBeGreaterThan(5)
  })

  it('are in a file for TikTok with each address once, and with all that they had when their rows left', async () => {
    await using racing = await createRacing(partitions, 4)
    const answer = await racing.world.ask('GET', '/v1/segments/buyers/export?format=tiktok_file&id_types=EMAIL_SHA256')
    const lines = answer.body.trimEnd().split('\n')
    expect(new Set(lines).size).toBe(lines.length)
    // Who is absorbed by somebody whose rows have left takes along what these did not have.
    const inFile = new Set(lines)
    const missing = racing.ids.filter((_, n) => !inFile.has(email(`${n}@example.org`).value))
    const late = new Set(racing.lateOnes())
    expect(missing.filter((id) => !late.has(id))).toEqual([])
    expect(racing.orders.later).toBeGreaterThan(0)
  })
})

it('has nobody who was absorbed, also where a bitmap still has them', async () => {
  const fold = createMemoryState({ partitions: 1 })
  await using world = await createWorld({ fold })
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
  const cookie = (n: number): Somebody => ({ identifiers: [{ type: 'ttp', value: `${n}` }], member: ['buyers'] })
  const [a, b] = await addPeople(fold, [cookie(0), cookie(1)])
  await unite(fold, world.config.segments(), a!, b!)
  const lease = await fold.acquire(0)
  const position = await lease.position()
  await lease.commit({ expect: position, position, members: [{ segment: segmentNumber('buyers'), ordinal: 1, member: true }] })
  const { members } = (await world.ask('GET', '/v1/segments/buyers/members')).json<{ members: { person: string }[] }>()
  expect(members.map(({ person }) => person)).toEqual([identifierDigest({ type: 'ttp', value: '0' })])
  await fold.close()
})
