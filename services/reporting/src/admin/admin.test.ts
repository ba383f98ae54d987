import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NOW, createWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** Keys, the clock, and what orchestrators ask. */

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

describe('keys', () => {
  it('show their secret once and their hash never', async () => {
    const made = await world.ask('POST', '/v1/keys', { name: 'reader', scopes: ['read'] })
    expect(made.statusCode).toBe(201)
    const { secret, id } = made.json<{ secret: string; id: string }>()
    const stored = world.config.key(id)
    expect(made.body).not.toContain(stored?.hash)
    const list = await world.ask('GET', '/v1/keys')
    expect(list.body).not.toMatch(/hash|secret/)
    expect(list.body).not.toContain(stored?.hash)
    expect(list.json<{ keys: unknown[] }>().keys).toContainEqual({
      id,
      name: 'reader',
      scopes: ['read'],
      created_at: new Date(NOW).toISOString(),
    })
    const ask = () => world.app.inject({ url: '/v1/segments', headers: { authorization: `Bearer ${secret}` } })
    expect((await ask()).statusCode).toBe(200)
    expect((await world.ask('DELETE', `/v1/keys/${id}`)).statusCode).toBe(204)
    expect((await ask()).statusCode).toBe(401)
  })

  it('leave one that can administer, also under two deletions at once', async () => {
    const { id: second } = (await world.ask('POST', '/v1/keys', { name: 'second', scopes: ['admin'] })).json<{ id: string }>()
    await world.ask('POST', '/v1/keys', { name: 'limited', scopes: ['admin'], sources: ['shop'] })
    const [first] = world.config.keys().filter((key) => key.name === 'test')
    const answers = await Promise.all([world.ask('DELETE', `/v1/keys/${first?.id}`), world.ask('DELETE', `/v1/keys/${second}`)])
    expect(answers.map((answer) => answer.statusCode)).toEqual([204, 409])
    expect(world.config.keys().map((key) => key.name)).toEqual(['second', 'limited'])
  })

  it('cannot smuggle fields in', async () => {
    const answer = await world.ask('POST', '/v1/keys', { name: 'x', scopes: ['read', 'root'], hash: 'x', id: 'admin' })
    expect(
      answer
        .json<{ errors: { path: string }[] }>()
        .errors.map((fault) => fault.path)
        .sort(),
    ).toEqual(['hash', 'id', 'scopes.1'])
  })
})

describe('the clock', () => {
  it('moves forward when it is the manual one', async () => {
    const later = new Date(NOW + 5000).toISOString()
    expect((await world.ask('POST', '/v1/admin/clock', { now: later })).json()).toEqual({ now: later })
    expect((await world.ask('POST', '/v1/admin/clock', { now: NOW + 6000 })).statusCode).toBe(200)
    expect((await world.ask('POST', '/v1/admin/clock', { now: NOW })).statusCode).toBe(409)
    expect((await world.ask('POST', '/v1/admin/clock', { now: 'soon' })).statusCode).toBe(400)
  })
  it('cannot be set otherwise', async () => {
    await using other = await createWorld({ clock: 'event' })
    expect((await other.ask('POST', '/v1/admin/clock', { now: NOW + 5000 })).statusCode).toBe(409)
  })
})

describe('operation', () => {
  it('tells live from ready', async () => {
    const live = await world.app.inject({ url: '/healthz' })
    expect([live.statusCode, live.json()]).toEqual([200, { status: 'ok', checks: [{ name: 'process', ok: true }] }])
    expect((await world.app.inject({ url: '/readyz' })).statusCode).toBe(503)
    expect((await world.app.inject({ url: '/metrics' })).statusCode).toBe(200)
  })
  it('describes itself, with the scope of every route', async () => {
    const spec = (await world.app.inject({ url: '/openapi.json' })).json<{
      paths: Record<string, Record<string, { security?: unknown }>>
    }>()
    expect(spec.paths['/v1/segments/{id}']?.['put']?.security).toEqual([{ key: ['admin'] }, { session: ['admin'] }])
    expect(Object.keys(spec.paths).length).toBeGreaterThan(12)
    const page = await world.app.inject({ url: '/docs/' })
    expect(page.statusCode).toBe(200)
    // Everything the page loads is on this server.
    expect(page.body).not.toMatch(/(src|href)="https?:/)
  })
})
