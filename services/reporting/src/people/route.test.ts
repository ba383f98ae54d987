import { ownerOf } from '@weir/identity'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256, ann, bob, cem, idOf, since, createBuyers } from '../../test/buyers.ts'
import { addPersonAs, own, relink, unite } from '../../test/unite.ts'
import type { World } from '../../test/world.ts'

let world: World
beforeEach(async () => {
  world = await createBuyers()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('a person', () => {
  it('is found by any form of an identifier', async () => {
    const expected = {
      person: idOf(ann),
      shared: false,
      absorbed: [],
      first_seen: since,
      identifiers: ann.identifiers.map((id) => ({
        ...id,
        linked_at: since,
        eid: '0'.repeat(16),
        last_login: since,
        shared: false,
      })),
      traits: { country: 'DE' },
      consent: { storage: { granted: true, by: 'signal', at: since } },
      memberships: [{ segment: 'buyers', name: 'Buyers', since, until: null }],
    }
    const keys = ['email: Ann@Example.org ', `email:${sha256('ann@example.org').toUpperCase()}`, `person:${idOf(ann)}`]
    for (const key of keys) {
      const answer = await world.ask('GET', `/v1/people/${encodeURIComponent(key)}`)
      expect([answer.statusCode, answer.json()], key).toMatchObject([200, expected])
      expect(answer.json()).not.toHaveProperty('note')
      expect(answer.headers['cache-control']).toBe('no-store')
    }
    expect((await world.ask('GET', '/v1/people/phone:%2B491511234567')).json()).toMatchObject({ person: idOf(bob) })
  })

  it('shows what is denied', async () => {
    expect((await world.ask('GET', '/v1/people/email:eve@example.org')).json()).toMatchObject({
      consent: { personalised_ads: { granted: false } },
    })
  })

  it('is who they turned out to be, by every identifier and id of theirs', async () => {
    await unite(world.fold, world.config.segments(), idOf(bob), idOf(ann))
    await unite(world.fold, world.config.segments(), idOf(cem), idOf(bob))
    const answers = await Promise.all(
      [
        'email:ann@example.org',
        'phone:%2B491511234567',
        'ttp:cookie',
        ...[ann, bob, cem].map((one) => `person:${idOf(one)}`),
      ].map(async (key) => (await world.ask('GET', `/v1/people/${key}`)).json<{ identifiers: { type: string }[] }>()),
    )
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]).toMatchObject({
      person: idOf(cem),
      absorbed: [idOf(bob), idOf(ann)],
      traits: { country: 'DE' },
      memberships: [{ segment: 'buyers', since }],
    })
    expect(answers[0]!.identifiers.map(({ type }) => type).sort()).toEqual(['email', 'email', 'idfa', 'phone', 'ttp'])
  })

  it('does not answer for others who share the identifier', async () => {
    const [address] = ann.identifiers
    await own(world.fold, idOf(ann), { isShared: true, strong: [] })
    const alone = ownerOf(idOf(ann), { isShared: true, strong: [] })
    const none = await world.ask('GET', '/v1/people/email:ann@example.org')
    expect([none.statusCode, none.json<{ detail: string }>().detail]).toEqual([
      404,
      expect.stringContaining('another identifier'),
    ])
    expect((await world.ask('GET', `/v1/people/person:${idOf(ann)}`)).json()).toMatchObject({
      shared: false,
      identifiers: ann.identifiers.map((id) => ({ ...id, shared: id === address })),
    })
    await addPersonAs(world.fold, { identifiers: [address], member: [] }, alone, 50)
    expect((await world.ask('GET', '/v1/people/email:ann@example.org')).json()).toMatchObject({
      person: alone,
      shared: true,
      note: expect.stringContaining('apart'),
      identifiers: [{ ...address, shared: true }],
      memberships: [],
    })
  })

  it('of before says of nobody when they were linked', async () => {
    await relink(world.fold, idOf(bob), { linkedAt: 0, eid: '', seenAt: 0 })
    expect((await world.ask('GET', `/v1/people/person:${idOf(bob)}`)).json()).toMatchObject({
      identifiers: [{ type: 'phone', linked_at: null, eid: null, last_login: null }],
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
