import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { identifierDigest, partitionOf } from '@weir/contracts'
import { normalise } from '@weir/identity'
import { inTurn, sharesOf } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { allAt, figuresOf, membersOf } from '../support/embedded-client.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const START = Date.UTC(2024, 4, 1)
const iso = (ms: number): string => new Date(ms).toISOString()

const carted = { event: { name: 'AddToCart' }, within: '7d' }
const bought = { event: { name: 'Purchase' }, within: '7d' }
const SEGMENTS = {
  abandoners: { all: [carted, { not: bought }] },
  buyers: { all: [carted, bought] },
  seen: { event: { name: 'AdImpression' }, within: '30d' },
}

interface User {
  ttp?: string
  email?: string | string[]
  external_id?: string
}

interface Person {
  person: string
  shared: boolean
  absorbed: string[]
  identifiers: { type: string; linked_at: string; eid: string; last_login: string | null; shared: boolean }[]
  memberships: { segment: string; since: string }[]
}

async function open(partitions: number): Promise<LocalWeir> {
  const weir = await startWeir({ WEIR_PARTITIONS: `${partitions}` })
  await weir.client.setClock(START)
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (const [id, rule] of Object.entries(SEGMENTS)) await weir.client.put(`/v1/segments/${id}`, { name: id, rule })
  return weir
}

/** Somebody does something so many hours after the start; a minute later all of it counts. */
async function does({ client }: LocalWeir, hour: number, event: string, user: User): Promise<void> {
  const at = START + hour * HOUR
  await client.setClock(at)
  const ad = event === 'AdImpression' ? { ad: { campaign_id: 'spring' } } : {}
  await client.send([{ event, event_id: `${event}-${hour}`, event_time: at / 1000, source: 'shop', user, ...ad }])
  await client.setClock(at + MINUTE)
}

const COOKIE = 'first-party-cookie'
const EMAIL = 'ann@example.org'
const idOf = (type: 'ttp' | 'email' | 'external_id', value: string): string =>
  identifierDigest({ type, value: normalise(type, value)! })
const keysOf = (...ids: string[]): string[] => [`ttp:${COOKIE}`, `email:${EMAIL}`, ...ids.map((id) => `person:${id}`)]

/** What a door says, by every key of one person: the same. */
async function saidOf<T>({ client }: LocalWeir, keys: readonly string[], path = ''): Promise<T> {
  const said = await Promise.all(keys.map((key) => client.get<T>(`/v1/people/${encodeURIComponent(key)}${path}`)))
  for (const one of said) expect(one).toEqual(said[0])
  return said[0]!
}

interface Why {
  person: string
  member: boolean
  rule: unknown
}

const whyOf = (weir: LocalWeir, keys: readonly string[], segment: string) =>
  saidOf<Why>(weir, keys, `/why?segment=${segment}&wait=true`)

async function reachOf({ client }: LocalWeir): Promise<unknown> {
  const url = '/v1/reports/segments?from=2024-05-01&to=2024-05-02&metrics=impressions,reach&wait=true'
  return (await client.get<{ rows: unknown[] }>(url)).rows
}

describe.each(inTurn('partitions of one person', [1, 4], 2))(
  'a cookie and an address are one person, with %i partitions',
  (partitions) => {
    test('when the purchase says so', async () => {
      await using weir = await open(partitions)
      const { client } = weir
      await does(weir, 1, 'AdImpression', { ttp: COOKIE })
      await does(weir, 2, 'AddToCart', { ttp: COOKIE })
      expect(await figuresOf(client, 'abandoners', START + 2 * HOUR + MINUTE)).toEqual(allAt(1))
      expect(await whyOf(weir, [`ttp:${COOKIE}`], 'abandoners')).toMatchObject({ member: true })

      await does(weir, 3, 'Purchase', { ttp: COOKIE, email: EMAIL })
      await does(weir, 4, 'AdImpression', { email: EMAIL })
      const now = START + 4 * HOUR
      expect(await figuresOf(client, 'abandoners', now + MINUTE)).toEqual(allAt(0))
      expect(await figuresOf(client, 'buyers', now + MINUTE)).toEqual(allAt(1))
      // The digest of the address was never a person's id; it finds them all the same.
      const ann = await saidOf<Person>(weir, keysOf(idOf('ttp', COOKIE), idOf('email', EMAIL)))
      expect(ann).toMatchObject({ person: idOf('ttp', COOKIE), shared: false, absorbed: [] })
      expect(ann.identifiers).toMatchObject([
        { type: 'ttp', linked_at: iso(START + HOUR), last_login: null, shared: false },
        { type: 'email', linked_at: iso(START + 3 * HOUR), last_login: null, shared: false },
      ])
      expect(ann.memberships.map(({ segment }) => segment).toSorted()).toEqual(['buyers', 'seen'])
      expect(await whyOf(weir, keysOf(ann.person), 'abandoners')).toMatchObject({ person: ann.person, member: false })
      expect(await whyOf(weir, keysOf(ann.person), 'buyers')).toMatchObject({ person: ann.person, member: true })
      expect(await reachOf(weir)).toMatchObject([{ impressions: 2, reach: 1 }])
    })

    test.each([
      ['the address came first', ['Purchase', 'AddToCart']],
      ['the cookie came first', ['AddToCart', 'Purchase']],
    ])('when a later hit says so: %s', async (_, [first, second]) => {
      await using weir = await open(partitions)
      const { client } = weir
      const userOf = (event: string): User => (event === 'Purchase' ? { email: EMAIL } : { ttp: COOKIE })
      await does(weir, 1, first!, userOf(first!))
      await does(weir, 2, second!, userOf(second!))
      await does(weir, 3, 'AdImpression', userOf(second!))
      await does(weir, 4, 'AdImpression', userOf(first!))
      expect(await figuresOf(client, 'abandoners', START + 4 * HOUR + MINUTE)).toEqual(allAt(1))
      expect(await figuresOf(client, 'seen', START + 4 * HOUR + MINUTE)).toEqual(allAt(2))
      expect(await reachOf(weir)).toMatchObject([{ impressions: 2, reach: 2 }])
      const before = await client.get<Person>(`/v1/people/email:${EMAIL}`)

      await does(weir, 5, 'Pageview', { ttp: COOKIE, email: EMAIL })
      const now = START + 5 * HOUR
      const [stays, goes] = [userOf(first!), userOf(second!)].map(({ ttp, email }) =>
        ttp === undefined ? idOf('email', String(email)) : idOf('ttp', ttp),
      )
      const ann = await saidOf<Person>(weir, keysOf(stays!, goes!))
      expect(ann).toMatchObject({ person: stays, absorbed: [goes], shared: false })
      expect(ann.identifiers.map(({ type }) => type).toSorted()).toEqual(['email', 'ttp'])
      const address = ann.identifiers.find(({ type }) => type === 'email')
      expect(address).toEqual(before.identifiers[0])
      expect(ann.memberships.map(({ segment }) => segment).toSorted()).toEqual(['buyers', 'seen'])
      for (const [segment, size] of [
        ['abandoners', 0],
        ['buyers', 1],
        ['seen', 1],
      ] as const) {
        expect(await figuresOf(client, segment, now + MINUTE), segment).toEqual(allAt(size))
        expect(await whyOf(weir, keysOf(stays!, goes!), segment)).toMatchObject({ person: stays, member: size === 1 })
        expect((await membersOf(client, segment)).map(({ person }) => person)).toEqual(size === 1 ? [stays] : [])
      }
      expect(await reachOf(weir)).toMatchObject([{ impressions: 2, reach: 1 }])
    })

    test('but two who log in on one browser are two, and its cookie is with the last', async () => {
      await using weir = await open(partitions)
      const { client } = weir
      await does(weir, 1, 'AddToCart', { external_id: 'ann', ttp: COOKIE })
      await does(weir, 2, 'Purchase', { external_id: 'bob', ttp: COOKIE })
      const [ann, bob, cookie] = await Promise.all(
        ['external_id:ann', 'external_id:bob', `ttp:${COOKIE}`].map((key) => client.get<Person>(`/v1/people/${key}`)),
      )
      expect(ann!.person).not.toBe(bob!.person)
      expect(cookie).toEqual(bob)
      expect(bob).toMatchObject({ absorbed: [], memberships: [] })
      expect(ann).toMatchObject({ absorbed: [], memberships: [{ segment: 'abandoners' }] })
      expect(await figuresOf(client, 'abandoners', START + 2 * HOUR + MINUTE)).toEqual(allAt(1))
      await does(weir, 3, 'AddToCart', { ttp: COOKIE })
      expect((await membersOf(client, 'buyers')).map(({ person }) => person)).toEqual([bob!.person])
      // And back again.
      await does(weir, 4, 'Pageview', { external_id: 'ann', ttp: COOKIE })
      expect(await client.get<Person>(`/v1/people/ttp:${COOKIE}`)).toMatchObject({ person: ann!.person })
    })
  },
)

/** An address whose person has its home in this partition. */
function addressIn(partition: number, partitions: number, name: string): string {
  for (let n = 0; ; n++) {
    const address = `${name}${n}@example.org`
    if (partitionOf(idOf('email', address), partitions) === partition) return address
  }
}

/** More rows than the buffers between service and reader take. */
const CROWD = 24_000
const PARTITIONS = [1, 4]

test.each(sharesOf('partitions of the crowd', PARTITIONS.length).map((share) => PARTITIONS[share]!))(
  'a file that was opened before has one row of two who are found to be one, with %i partitions',
  async (partitions) => {
    await using weir = await open(partitions)
    const { client } = weir
    await client.put('/v1/segments/visitors', { name: 'Visitors', rule: { event: { name: 'Pageview' }, within: '30d' } })
    const visit = (address: string) => ({
      event: 'Pageview',
      event_id: address,
      event_time: START / 1000,
      source: 'shop',
      user: { email: address },
    })
    const last = partitions - 1
    // The one who came first stays: in one pair the file has that one first, in the other last.
    const pairs = [[addressIn(0, partitions, 'early'), addressIn(last, partitions, 'late')]]
    if (last > 0) pairs.push([addressIn(last, partitions, 'stays'), addressIn(0, partitions, 'goes')])
    const crowd = Array.from({ length: CROWD }, (_, n) => `crowd${n}@example.org`)
    const [[early, late], [stays, goes] = []] = pairs as [string[], string[]?]
    for (const addresses of [[early!], crowd, stays ? [stays] : [], goes ? [goes] : [], [late!]]) {
      await client.send(addresses.map(visit))
      await client.setClock(Date.parse((await client.get<{ as_of: string }>('/v1/segments/visitors/size')).as_of) + MINUTE)
    }
    expect(await client.get('/v1/segments/visitors/size')).toMatchObject({ size: CROWD + 2 * pairs.length })

    const url = `${client.url}/v1/segments/visitors/export?format=ndjson&id_types=EMAIL_SHA256`
    const [file] = (await once(get(url, { headers: client.headers }), 'response')) as [IncomingMessage]
    // Nobody reads it on: it comes to rest.
    await setTimeout(1_000)
    for (const [n, email] of pairs.entries()) await does(weir, n + 1, 'AdImpression', { email })
    for (const [stays, goes] of pairs) {
      const absorbed = { person: idOf('email', stays!), absorbed: [idOf('email', goes!)] }
      expect(await client.get<Person>(`/v1/people/email:${goes}`)).toMatchObject(absorbed)
    }
    const rows = (await file.toArray()).join('').trimEnd().split('\n')
    const listed = new Set(rows.map((row) => (JSON.parse(row) as { person: string }).person))
    expect(rows.length).toBe(CROWD + pairs.length)
    expect(listed.size).toBe(rows.length)
    expect(pairs.map((pair) => pair.map((address) => listed.has(idOf('email', address))))).toEqual(
      [
        [true, false],
        [false, true],
      ].slice(0, pairs.length),
    )
    const now = await client.get<string>('/v1/segments/visitors/export?format=csv')
    expect(now.trimEnd().split(/\r?\n/)).toHaveLength(1 + CROWD + pairs.length)
  },
)
