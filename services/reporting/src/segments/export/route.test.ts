import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { segmentNumber } from '@weir/contracts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256, email, IDFA, rule, ann, bob, cem, idOf, since, createBuyers } from '../../../test/buyers.ts'
import type { Somebody, World } from '../../../test/world.ts'
import { NOW, addPeople, createWorld } from '../../../test/world.ts'

let world: World
beforeEach(async () => {
  world = await createBuyers()
})
afterEach(() => world[Symbol.asyncDispose]())

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
