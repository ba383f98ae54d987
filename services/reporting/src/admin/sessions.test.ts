import { createLogger } from '@weir/runtime'
import { createServer } from '@weir/runtime/http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld, NOW } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { reportingRoutes } from '../index.ts'

const RULE = { event: { name: 'Purchase' }, within: '7d' }
const SEGMENT = { name: 'Buyers', rule: RULE }

let world: World
let time: number
beforeEach(async () => {
  time = NOW
  world = await createWorld({ deps: { wallClock: { now: () => time } } })
})
afterEach(() => world[Symbol.asyncDispose]())

interface Session {
  cookie: string
  csrf: string
}

async function signIn(key: string): Promise<Session> {
  const answer = await world.app.inject({ method: 'POST', url: '/v1/session', payload: { key } })
  expect(answer.statusCode).toBe(201)
  const cookie = String(answer.headers['set-cookie'])
  return { cookie: cookie.split(';')[0]!, csrf: answer.json<{ csrf_token: string }>().csrf_token }
}

const ask = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', url: string, headers: Record<string, string>, payload?: object) =>
  world.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })

describe('a session', () => {
  it('is a cookie that no script can read, and says who it is', async () => {
    const key = await world.key(['read', 'export'], ['shop'])
    const answer = await world.app.inject({ method: 'POST', url: '/v1/session', payload: { key } })
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/^weir_session=[\w-]{12}\.[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(cookie + answer.body).not.toContain(key)
    expect(answer.headers['cache-control']).toBe('no-store')
    const who = await ask('GET', '/v1/session', { cookie: cookie.split(';')[0]! })
    expect(who.json()).toEqual(answer.json())
    expect(who.json()).toMatchObject({ name: 'test', role: 'ad-ops', scopes: ['read', 'export'], sources: ['shop'] })
    const byKey = await ask('GET', '/v1/session', { authorization: `Bearer ${key}` })
    expect(byKey.json()).toEqual({ name: 'test', role: 'ad-ops', scopes: ['read', 'export'], sources: ['shop'] })
    expect((await ask('GET', '/v1/session', {})).statusCode).toBe(401)
  })

  it('is Secure, and of this very host, where the page came over https', async () => {
    const app = createServer({ logger: createLogger('test', 'silent'), trustedProxies: ['127.0.0.1'] })
    await app.register(reportingRoutes(world.deps))
    const headers = { 'x-forwarded-proto': 'https' }
    const payload = { key: await world.key(['read']) }
    const answer = await app.inject({ method: 'POST', url: '/v1/session', headers, payload })
    const cookie = String(answer.headers['set-cookie'])
    expect(cookie).toMatch(/^__Host-weir_session=.*; HttpOnly; Secure; SameSite=Strict$/)
    const pair = cookie.split(';')[0]!
    expect((await app.inject({ url: '/v1/segments', headers: { ...headers, cookie: pair } })).statusCode).toBe(200)
    const plain = pair.replace('__Host-', '')
    expect((await app.inject({ url: '/v1/segments', headers: { ...headers, cookie: plain } })).statusCode).toBe(401)
    await app.close()
  })

  it('does what the scopes of its key allow, and no more', async () => {
    const viewer = await signIn(await world.key(['read']))
    const admin = await signIn(await world.key(['admin']))
    const withToken = ({ cookie, csrf }: Session) => ({ cookie, 'x-csrf-token': csrf })
    expect((await ask('GET', '/v1/segments', { cookie: viewer.cookie })).statusCode).toBe(200)
    for (const [method, url] of [
      ['PUT', '/v1/segments/buyers'],
      ['DELETE', '/v1/people/email:ada@example.com'],
      ['GET', '/v1/segments/buyers/export'],
      ['GET', '/v1/keys'],
      ['GET', '/v1/sessions'],
    ] as const) {
      const answer = await ask(method, url, withToken(viewer), method === 'PUT' ? SEGMENT : undefined)
      expect(answer.json(), url).toMatchObject({ status: 403, code: 'missing_scope' })
    }
    expect((await ask('PUT', '/v1/segments/buyers', withToken(admin), SEGMENT)).statusCode).toBe(200)
  })

  it('needs its CSRF token for whatever is no GET', async () => {
    const one = await signIn(await world.key(['admin']))
    const other = await signIn(await world.key(['admin']))
    for (const token of [undefined, '', one.cookie, other.csrf, `${one.csrf}x`]) {
      const headers = { cookie: one.cookie, ...(token === undefined ? {} : { 'x-csrf-token': token }) }
      for (const [method, url] of [
        ['PUT', '/v1/segments/buyers'],
        ['POST', '/v1/segments/preview'],
        ['DELETE', '/v1/session'],
      ] as const)
        expect((await ask(method, url, headers, SEGMENT)).json(), url).toMatchObject({ status: 403, code: 'bad_csrf' })
    }
    expect(world.config.segments()).toEqual([])
  })

  it('is not for the pages of other sites, not even to read', async () => {
    const { cookie } = await signIn(await world.key(['read']))
    const from = (site: string) => ask('GET', '/v1/segments', { cookie, 'sec-fetch-site': site })
    expect((await from('same-origin')).statusCode).toBe(200)
    expect((await from('none')).statusCode).toBe(200)
    for (const site of ['same-site', 'cross-site', 'x']) expect((await from(site)).json()).toMatchObject({ code: 'bad_csrf' })
  })

  it('counts less than a key that comes with it', async () => {
    const { cookie } = await signIn(await world.key(['admin']))
    const authorization = `Bearer ${await world.key(['read'])}`
    expect((await ask('GET', '/v1/keys', { cookie, authorization })).statusCode).toBe(403)
    expect((await ask('GET', '/v1/keys', { cookie, authorization: 'Bearer wrong' })).statusCode).toBe(401)
  })

  it('ends at once with its key, and does not come back with another key of the same id', async () => {
    const key = await world.key(['read'])
    const { cookie } = await signIn(key)
    const stored = world.config.key(key.split('_')[1]!)!
    await world.config.put(`key:${stored.id}`, { ...stored, hash: '0'.repeat(64) })
    expect((await ask('GET', '/v1/segments', { cookie })).json()).toMatchObject({ status: 401, code: 'bad_token' })
    await world.config.put(`key:${stored.id}`, stored)
    expect((await ask('GET', '/v1/segments', { cookie })).statusCode).toBe(200)
    await world.ask('DELETE', `/v1/keys/${stored.id}`)
    expect((await ask('GET', '/v1/segments', { cookie })).statusCode).toBe(401)
  })

  it('ends by the time, by signing out, and when an administrator ends it', async () => {
    const key = await world.key(['read'])
    const [first, second, third] = [await signIn(key), await signIn(key), await signIn(key)]
    const isOpen = async ({ cookie }: Session) => (await ask('GET', '/v1/segments', { cookie })).statusCode === 200
    const out = await ask('DELETE', '/v1/session', { cookie: first.cookie, 'x-csrf-token': first.csrf })
    expect([out.statusCode, out.headers['set-cookie']]).toEqual([204, expect.stringContaining('weir_session=; Max-Age=0;')])
    expect([await isOpen(first), await isOpen(second)]).toEqual([false, true])
    const listed = (await world.ask('GET', '/v1/sessions')).json<{ sessions: { id: string; name: string; role: string }[] }>()
    expect(listed.sessions).toHaveLength(2)
    expect(listed.sessions[0]).toMatchObject({ name: 'test', role: 'viewer' })
    expect(JSON.stringify(listed)).not.toMatch(/hash|token/)
    const id = second.cookie.split('=')[1]!.split('.')[0]!
    expect((await world.ask('DELETE', `/v1/sessions/${id}`)).statusCode).toBe(204)
    expect((await world.ask('DELETE', `/v1/sessions/${id}`)).statusCode).toBe(404)
    expect([await isOpen(second), await isOpen(third)]).toEqual([false, true])
    time += 12 * 3_600_000 - 1
    expect(await isOpen(third)).toBe(true)
    time++
    expect(await isOpen(third)).toBe(false)
    // What is over leaves the control plane with the next that begins.
    await signIn(key)
    expect(world.config.signIns().size).toBe(1)
  })

  it('is one of 20 of its key', async () => {
    const key = await world.key(['read'])
    const all: Session[] = []
    for (let n = 0; n < 22; n++, time++) all.push(await signIn(key))
    const open: boolean[] = []
    for (const { cookie } of all) open.push((await ask('GET', '/v1/segments', { cookie })).statusCode === 200)
    expect(open).toEqual(all.map((_, n) => n >= 2))
  })

  it('is not given for a wrong key, for one that may not read, or for something else', async () => {
    const post = async (payload: object) => (await ask('POST', '/v1/session', {}, payload)).json<{ code: string }>().code
    const key = await world.key(['admin'])
    expect(await post({ key: `${key}x` })).toBe('bad_token')
    expect(await post({ key: await world.key(['ingest']) })).toBe('missing_scope')
    expect(await post({})).toBe('invalid_field')
    const form = { 'content-type': 'text/plain' }
    const asText = await world.app.inject({ method: 'POST', url: '/v1/session', headers: form, payload: JSON.stringify({ key }) })
    expect(asText.statusCode).toBe(400)
    for (const cookie of ['weir_session=', 'weir_session=x.y', 'weir_session=%00', ';;=', `weir_session=${key}`])
      expect((await ask('GET', '/v1/segments', { cookie })).statusCode, cookie).toBe(401)
  })

  it('leaves no key, cookie or token in the log or the control plane', async () => {
    const lines: string[] = []
    const app = createServer({ logger: createLogger('test', 'trace', { write: (line) => void lines.push(line) }) })
    await app.register(reportingRoutes(world.deps))
    const key = await world.key(['admin'])
    const answer = await app.inject({ method: 'POST', url: '/v1/session', payload: { key } })
    const cookie = String(answer.headers['set-cookie']).split(';')[0]!
    const { csrf_token: csrf } = answer.json<{ csrf_token: string }>()
    await app.inject({ method: 'PUT', url: '/v1/segments/a', headers: { cookie, 'x-csrf-token': csrf }, payload: SEGMENT })
    await app.inject({ method: 'PUT', url: '/v1/segments/a', headers: { cookie }, payload: SEGMENT })
    await app.inject({ method: 'POST', url: '/v1/session', payload: { key: `${key}x` } })
    const kept = lines.join('') + JSON.stringify([...world.config.signIns().values()])
    expect(lines.length).toBeGreaterThan(4)
    for (const secret of [key.slice('sk_'.length + 13), cookie.split('.')[1]!, csrf]) expect(kept).not.toContain(secret)
    await app.close()
  })
})
