import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld } from '../test/world.ts'
import type { World } from '../test/world.ts'

/** What callers see of failures, whichever route they are on. */

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('failures', () => {
  it('say nothing about our insides', async () => {
    await using broken = await createWorld({
      deps: {
        lookupPerson: () => Promise.reject(new Error('secret detail at /srv/weir/state.ts: SELECT password')),
      },
    })
    const answer = await broken.ask('GET', '/v1/people/email:ann@example.org')
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([500, 'internal'])
    expect(answer.body).not.toMatch(/secret|SELECT|\.ts|stack/)
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('are 503 when the warehouse is away', async () => {
    for (const url of ['/v1/reports/segments', '/v1/reports/exposure', '/v1/reports/leaderboard', '/v1/rejected']) {
      const answer = await world.ask('GET', url)
      expect([answer.statusCode, answer.json<{ code: string }>().code], url).toEqual([503, 'unavailable'])
      expect(answer.body).not.toContain('127.0.0.1')
    }
  })

  it('are problems for unknown paths, broken JSON, forbidden keys and URLs', async () => {
    const send = (payload: string, type = 'application/json') =>
      world.app.inject({
        method: 'POST',
        url: '/v1/segments/preview',
        headers: { authorization: auth, 'content-type': type },
        payload,
      })
    const auth = `Bearer ${await world.key(['read'])}`
    expect((await world.ask('GET', '/nowhere')).json()).toMatchObject({ status: 404, code: 'not_found' })
    expect((await send('{"rule":')).json()).toMatchObject({ status: 400, code: 'invalid_json' })
    expect((await send('{"__proto__":{"x":1}}')).json()).toMatchObject({ status: 400, code: 'invalid_json' })
    expect((await send('')).json()).toMatchObject({ status: 400 })
    expect((await send('{}', 'text/xml')).json()).toMatchObject({ status: 415 })
    expect((await send(`{"rule":"${'x'.repeat(1_100_000)}"}`)).json()).toMatchObject({ status: 413 })
    expect((await world.ask('GET', '/v1/people/%E0%A4%A')).json()).toMatchObject({ status: 400, code: 'invalid_field' })
    expect((await world.ask('GET', `/v1/people/email:${'a'.repeat(9000)}`)).statusCode).toBeLessThan(500)
  })
})
