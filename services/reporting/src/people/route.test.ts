import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256, ann, bob, idOf, since, createBuyers } from '../../test/buyers.ts'
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
