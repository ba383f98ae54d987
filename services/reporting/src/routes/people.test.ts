import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { personId, segmentNumber } from '@weir/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Somebody, World } from '../../test/world.ts'
import { NOW, addPeople, createWorld } from '../../test/world.ts'

/** Members, exports and single persons, over a state in memory with real blobs. */

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const email = (address: string): { type: 'email'; value: string } => ({ type: 'email', value: sha256(address) })
const IDFA = '6D92078A-8246-4BA4-AE5B-76104861E7DC'
const rule = { event: { name: 'Purchase' }, within: '7d', count: { gte: 0 } }

const ann: Somebody = {
  identifiers: [email('ann@example.org'), { type: 'idfa', value: IDFA }, email('ann@work.example')],
  member: ['buyers'],
  traits: { country: 'DE' },
}
const bob: Somebody = { identifiers: [{ type: 'phone', value: sha256('+491511234567') }], member: ['buyers'] }
const cem: Somebody = { identifiers: [{ type: 'ttp', value: 'cookie' }], member: ['buyers'] }
/**
 * In the bitmap, but not to be handed out: no consent (to a purpose, to storage), membership yet to
 * begin.
 */
const eve: Somebody = { identifiers: [email('eve@example.org')], member: ['buyers'], denied: ['personalised_ads'] }
const fay: Somebody = { identifiers: [email('fay@example.org')], member: ['buyers'], denied: ['storage'] }
const gus: Somebody = { identifiers: [email('gus@example.org')], member: ['buyers'], since: NOW + 60_000 }

let world: World
beforeEach(async () => {
  world = await createWorld()
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
  await addPeople(world.fold, [ann, bob, cem, eve, fay, gus])
})
afterEach(() => world[Symbol.asyncDispose]())

const idOf = ({ identifiers: [{ type, value }] }: Somebody): string => personId(`${type}:${value}`)
const since = new Date(NOW - 1000).toISOString()

describe('members', () => {
  it('are those whose own state says so', async () => {
    const answer = (await world.ask('GET', '/v1/segments/buyers/members')).json<{
      members: { person: string }[]
      cursor: string | null
    }>()
    expect(answer.members.map((member) => member.person).sort()).toEqual([idOf(ann), idOf(bob), idOf(cem)].sort())
    expect(answer.members[0]).toMatchObject({ since, until: null })
    expect(answer).toMatchObject({ cursor: null, membership_version: '0:0,1:0' })
  })

  it('come in pages without gaps or repeats', async () => {
    const seen: string[] = []
    let cursor: string | null = null
    let pages = 0
    do {
      const url: string = `/v1/segments/buyers/members?limit=1${cursor === null ? '' : `&cursor=${cursor}`}`
      const page: { members: { person: string }[]; cursor: string | null } = (await world.ask('GET', url)).json()
      seen.push(...page.members.map((member) => member.person))
      cursor = page.cursor
      pages++
    } while (cursor !== null)
    expect(seen.sort()).toEqual([idOf(ann), idOf(bob), idOf(cem)].sort())
    expect(pages).toBe(3)
  })

  it('have cursors of their own segment', async () => {
    await world.ask('PUT', '/v1/segments/others', { name: 'Others', rule })
    const { cursor } = (await world.ask('GET', '/v1/segments/buyers/members?limit=1')).json<{ cursor: string }>()
    for (const bad of [cursor, 'x', '%00', Buffer.from('[1,-1,0]').toString('base64url')]) {
      const answer = await world.ask('GET', `/v1/segments/others/members?cursor=${bad}`)
      expect([answer.statusCode, answer.json<{ code: string }>().code], bad).toEqual([400, 'invalid_field'])
    }
  })

  it('are counted, and counted by what they can be matched on', async () => {
    expect((await world.ask('GET', '/v1/segments/buyers/size')).json()).toMatchObject({
      size: 6,
      as_of: new Date(NOW).toISOString(),
    })
    expect((await world.ask('GET', '/v1/segments/buyers')).json()).toMatchObject({
      size: 6,
      matchable: { EMAIL_SHA256: 1, PHONE_SHA256: 1, EXTERNAL_ID_SHA256: 0, IDFA_SHA256: 1, GAID_SHA256: 0 },
    })
  })
})

describe('exports', () => {
  const fetchFile = (query: string) => world.ask('GET', `/v1/segments/buyers/export?${query}`)
  const lines = (body: string): string[] => body.trimEnd().split('\n')

  it('are CSV with a row per member', async () => {
    const answer = await fetchFile('format=csv')
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'x-weir-membership-version': '0:0,1:0',
      'content-disposition': 'attachment; filename="buyers.csv"',
    })
    const [head, ...rows] = lines(answer.body)
    expect(head).toBe('person,since,until')
    expect(rows.sort()).toEqual([ann, bob, cem].map((somebody) => `${idOf(somebody)},${since},`).sort())
  })

  it('hold only members with one of the identifiers asked for', async () => {
    const [head, ...rows] = lines((await fetchFile('format=csv&id_types=EMAIL_SHA256,PHONE_SHA256')).body)
    expect(head).toBe('person,since,until,EMAIL_SHA256,PHONE_SHA256')
    expect(rows.sort()).toEqual(
      [
        `${idOf(ann)},${since},,${sha256('ann@example.org')}|${sha256('ann@work.example')},`,
        `${idOf(bob)},${since},,,${sha256('+491511234567')}`,
      ].sort(),
    )
  })

  it('are NDJSON', async () => {
    const rows = lines((await fetchFile('format=ndjson&id_types=IDFA_SHA256')).body).map((line) => JSON.parse(line) as unknown)
    expect(rows).toEqual([{ person: idOf(ann), since, until: null, ids: { IDFA_SHA256: [sha256(IDFA.toLowerCase())] } }])
  })

  it('are files for TikTok: of one type bare, of several with a header', async () => {
    const single = await fetchFile('format=tiktok_file&id_types=EMAIL_SHA256')
    expect(single.headers['content-type']).toContain('text/plain')
    expect(single.body).toBe(`${sha256('ann@example.org')}\n${sha256('ann@work.example')}\n`)
    const [head, ...rows] = lines(
      (await fetchFile('format=tiktok_file&id_types=IDFA_SHA256,GAID_SHA256,EMAIL_SHA256,PHONE_SHA256')).body,
    )
    expect(head).toBe('MAID_SHA256,email_SHA256,phone_SHA256')
    expect(rows.sort()).toEqual(
      [
        `${sha256(IDFA.toLowerCase())},${sha256('ann@example.org')},`,
        `,${sha256('ann@work.example')},`,
        `,,${sha256('+491511234567')}`,
      ].sort(),
    )
  })

  it('refuse what TikTok has no files of', async () => {
    for (const query of [
      'format=tiktok_file',
      'format=tiktok_file&id_types=EXTERNAL_ID_SHA256',
      'id_types=EMAIL',
      'format=xlsx',
    ]) {
      expect((await fetchFile(query)).statusCode, query).toBe(400)
    }
  })

  it('are refused below the min_size', async () => {
    await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule, min_size: 4 })
    // Six have their bit, but a file would name three.
    const answer = await fetchFile('format=csv')
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'conflict'])
    await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule, min_size: 3 })
    expect((await fetchFile('format=csv')).statusCode).toBe(200)
  })

  it('ask each person again as the row is written', async () => {
    // Ann leaves by the passing of time before anybody has written it down; her bit in the bitmap
    // stays.
    const { decodePerson } = world.deps
    await using later = await createWorld({
      fold: world.fold,
      deps: {
        decodePerson: (blob) => {
          const person = decodePerson(blob)
          if (person.id !== idOf(ann)) return person
          return { ...person, memberships: [{ segmentNumber: segmentNumber('buyers'), from: NOW - 1000, until: NOW }] }
        },
      },
    })
    await later.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
    expect((await later.ask('GET', '/v1/segments/buyers/export?format=csv')).body).not.toContain(idOf(ann))
  })

  it('are held back by a slow reader', async () => {
    // 20 MB of file: more than the buffers between us and the reader take.
    const ids = (i: number): Somebody['identifiers'] => [
      { type: 'ttp', value: `p${i}` },
      ...Array.from({ length: 15 }, (_, n) => email(`${i}.${n}@example.org`)),
    ]
    const many = Array.from({ length: 20_000 }, (_, i): Somebody => ({ identifiers: ids(i), member: ['buyers'] }))
    await addPeople(world.fold, many, 100)
    let decoded = 0
    const { decodePerson } = world.deps
    await using counted = await createWorld({
      fold: world.fold,
      deps: {
        decodePerson: (blob) => {
          decoded++
          return decodePerson(blob)
        },
      },
    })
    await counted.config.put('segment:buyers', world.config.segment('buyers'))
    const url = await counted.app.listen({ host: '127.0.0.1', port: 0 })
    const request = get(`${url}/v1/segments/buyers/export?format=ndjson&id_types=EMAIL_SHA256`, {
      headers: { authorization: `Bearer ${await counted.key(['export'])}` },
    })
    const [answer] = (await once(request, 'response')) as [IncomingMessage]
    // Nobody reads: the walk comes to rest.
    let before = -1
    while (before !== decoded) {
      before = decoded
      await setTimeout(250)
    }
    expect(decoded).toBeLessThan(15_000)
    const text = (await answer.toArray()).join('')
    expect(lines(text)).toHaveLength(20_001)
    expect(decoded).toBe(20_006)
  })
})

describe('a person', () => {
  it('is found by any form of an identifier', async () => {
    const expected = {
      person: idOf(ann),
      first_seen: since,
      identifiers: ann.identifiers,
      traits: { country: 'DE' },
      consent: { storage: { granted: true, by: 'signal', at: since } },
      memberships: [{ segment: 'buyers', name: 'Buyers', since, until: null }],
    }
    const keys = ['email: Ann@Example.org ', `email:${sha256('ann@example.org').toUpperCase()}`, `person:${idOf(ann)}`]
    for (const key of keys) {
      const answer = await world.ask('GET', `/v1/people/${encodeURIComponent(key)}`)
      expect([answer.statusCode, answer.json()], key).toMatchObject([200, expected])
      expect(answer.headers['cache-control']).toBe('no-store')
    }
    expect((await world.ask('GET', '/v1/people/phone:%2B491511234567')).json()).toMatchObject({ person: idOf(bob) })
  })

  it('shows what is denied', async () => {
    expect((await world.ask('GET', '/v1/people/email:eve@example.org')).json()).toMatchObject({
      consent: { personalised_ads: { granted: false } },
    })
  })

  it('is not found, or not asked for rightly', async () => {
    for (const key of ['email:nobody@example.org', 'email:', 'external_id:null', 'person:xyz', `person:${'0'.repeat(32)}`]) {
      expect((await world.ask('GET', `/v1/people/${key}`)).statusCode, key).toBe(404)
    }
    for (const key of ['ip:127.0.0.1', 'name', '__proto__:x'])
      expect((await world.ask('GET', `/v1/people/${key}`)).statusCode, key).toBe(400)
  })
})
