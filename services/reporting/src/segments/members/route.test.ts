import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rule, ann, bob, cem, idOf, since, createBuyers } from '../../../test/buyers.ts'
import type { World } from '../../../test/world.ts'
import { NOW } from '../../../test/world.ts'

let world: World
beforeEach(async () => {
  world = await createBuyers()
})
afterEach(() => world[Symbol.asyncDispose]())

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
