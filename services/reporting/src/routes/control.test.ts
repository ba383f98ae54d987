import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { segmentNumber } from '@weir/contracts'
import { NOW, createWorld, follow } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/**
 * Sources, keys, segment definitions, the clock, failures: everything that needs neither people nor
 * the warehouse.
 */

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const rule = { event: { name: 'Purchase' }, within: '7d' }

describe('sources', () => {
  it('are put, shown, listed, deleted', async () => {
    const body = { name: 'Shop', kind: 'pixel', allowed_origins: ['https://shop.example'] }
    const unsaid = await world.ask('PUT', '/v1/sources/C1', body)
    expect([unsaid.statusCode, unsaid.json()]).toEqual([
      200,
      {
        code: 'C1',
        ...body,
        consent_basis: 'required',
        warnings: [{ code: 'consent_basis_required', message: expect.stringContaining('without a person') }],
      },
    ])
    const put = await world.ask('PUT', '/v1/sources/C1', { ...body, consent_basis: 'required', pixel_may_grant: true })
    expect(put.json()).toEqual({ code: 'C1', ...body, consent_basis: 'required', pixel_may_grant: true })
    expect((await world.ask('GET', '/v1/sources/C1')).json()).toEqual(put.json())
    expect((await world.ask('GET', '/v1/sources')).json()).toEqual({ sources: [put.json()] })
    expect((await world.ask('DELETE', '/v1/sources/C1')).statusCode).toBe(204)
    expect((await world.ask('GET', '/v1/sources/C1')).statusCode).toBe(404)
    expect((await world.ask('DELETE', '/v1/sources/C1')).statusCode).toBe(404)
  })

  it('list origins in one form, and refuse what is none', async () => {
    const put = (allowed_origins: string[]) =>
      world.ask('PUT', '/v1/sources/C1', { name: 'Shop', kind: 'pixel', allowed_origins })
    const good = await put([
      'https://Shop.example/',
      'https://shop.example:443',
      'https://*.shop.example',
      'capacitor://localhost',
    ])
    expect(good.json()).toMatchObject({
      allowed_origins: ['https://shop.example', 'https://*.shop.example', 'capacitor://localhost'],
    })
    const bad = await put(['https://shop.example', 'https://shop.example/path', '*'])
    expect(bad.statusCode).toBe(400)
    expect(bad.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)).toEqual([
      'allowed_origins.1',
      'allowed_origins.2',
    ])
    // Older versions stored what they were given.
    await world.config.put('source:OLD', { name: 'Old', kind: 'pixel', allowed_origins: ['https://shop.example/path'] })
    expect((await world.ask('GET', '/v1/sources/OLD')).statusCode).toBe(200)
  })

  it('are refused with all faults at once', async () => {
    const answer = await world.ask('PUT', '/v1/sources/C1', { name: '', kind: 'tv', admin: true, constructor_: 1 })
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({ type: 'urn:weir:error:invalid_field', status: 400, code: 'invalid_field' })
    expect(
      answer
        .json<{ errors: { path: string }[] }>()
        .errors.map((fault) => fault.path)
        .sort(),
    ).toEqual(['admin', 'constructor_', 'kind', 'name'])
  })
})

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

describe('segments', () => {
  it('get a new version when who is a member changes, and only then', async () => {
    const put = async (body: object): Promise<unknown> =>
      (await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule, ...body })).json<{ version: number }>().version
    expect(await put({})).toBe(1)
    expect(await put({ name: 'Renamed', description: 'x', min_size: 5 })).toBe(1)
    expect(await put({ purposes: ['personalised_ads', 'profiling'] })).toBe(1)
    expect(await put({ purposes: ['profiling'] })).toBe(2)
    expect(await put({ purposes: ['profiling'], rule: { within: '7d', event: { name: 'Purchase' } } })).toBe(2)
    expect(await put({ purposes: ['profiling'], rule: { ...rule, within: '8d' } })).toBe(3)
  })

  it('answer with number, size, matchable, status', async () => {
    const answer = await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
    expect(answer.json()).toEqual({
      id: 'buyers',
      number: segmentNumber('buyers'),
      name: 'Buyers',
      rule,
      version: 1,
      updated_at: new Date(NOW).toISOString(),
      status: 'live',
      size: 0,
      matchable: { EMAIL_SHA256: 0, PHONE_SHA256: 0, EXTERNAL_ID_SHA256: 0, IDFA_SHA256: 0, GAID_SHA256: 0 },
      matchable_error_margin: 0,
      withheld: 0,
      // The warehouse is away.
      cost: {
        state_bytes_max: 61,
        conditions: [{ path: 'rule', exact: true, entries_max: 1, late_by_max_ms: 0 }],
        backfill_events: null,
      },
    })
    expect((await world.ask('GET', '/v1/segments?include=matchable,cost')).json()).toEqual({
      segments: [answer.json()],
      cursor: null,
    })
  })

  it('are refused with every fault and its path', async () => {
    const bad = {
      all: [{ event: { name: 'Purchase' }, within: '7 days' }, { event: {}, within: '1d', extra: 1 }, { nonsense: true }],
    }
    const answer = await world.ask('PUT', '/v1/segments/buyers', { rule: bad, owner: 'me' })
    expect(answer.statusCode).toBe(400)
    const paths = answer.json<{ errors: { path: string }[] }>().errors.map((fault) => fault.path)
    expect(paths).toEqual(expect.arrayContaining(['name', 'owner', 'rule.all.0.within', 'rule.all.1.event', 'rule.all.2']))
  })

  it('are refused when the rule makes no sense', async () => {
    const answer = await world.ask('PUT', '/v1/segments/buyers', {
      name: 'x',
      rule: { event: { name: 'A' }, within: { whole_days: 3, time_zone: 'Mars/Olympus' } },
    })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ code: 'invalid_field', errors: [{ path: 'rule' }] })
  })

  it('are refused when two ids have one number', async () => {
    const [a, b] = clash()
    expect((await world.ask('PUT', `/v1/segments/${a}`, { name: 'a', rule })).statusCode).toBe(200)
    const answer = await world.ask('PUT', `/v1/segments/${b}`, { name: 'b', rule })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([409, 'conflict'])
  })

  it('take deep rules to a depth, and no further', async () => {
    const put = (depth: number) =>
      world.app.inject({
        method: 'PUT',
        url: '/v1/segments/buyers',
        headers: { authorization: auth, 'content-type': 'application/json' },
        payload: `{"name":"x","rule":${'{"not":'.repeat(depth)}${JSON.stringify(rule)}${'}'.repeat(depth)}}`,
      })
    const auth = `Bearer ${await world.key(['admin'])}`
    expect((await put(50)).statusCode).toBe(200)
    for (const depth of [70, 20_000, 100_000])
      expect((await put(depth)).json(), String(depth)).toMatchObject({ status: 400, code: 'too_deep' })
  })

  it('are gone when deleted', async () => {
    await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
    expect((await world.ask('DELETE', '/v1/segments/buyers')).statusCode).toBe(204)
    for (const path of ['', '/size', '/members', '/export'])
      expect((await world.ask('GET', `/v1/segments/buyers${path}`)).statusCode, path).toBe(404)
  })

  it('are backfilling until the segmenter has taken them over', async () => {
    let release = (): void => undefined
    const taken = new Promise<void>((resolve) => (release = resolve))
    await using slow: World = await createWorld({
      deps: { awaitDefinitions: () => taken.then(() => follow(slow.fold, slow.config.segments())) },
    })
    const saving = slow
      .ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
      .then((answer) => answer.json<{ status: string }>())
    await expect
      .poll(async () => (await slow.ask('GET', '/v1/segments/buyers')).json<{ status: string }>().status)
      .toBe('backfilling')
    release()
    expect((await saving).status).toBe('live')
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
    expect(spec.paths['/v1/segments/{id}']?.['put']?.security).toEqual([{ key: ['admin'] }])
    expect(Object.keys(spec.paths).length).toBeGreaterThan(12)
    const page = await world.app.inject({ url: '/docs/' })
    expect(page.statusCode).toBe(200)
    // Everything the page loads is on this server.
    expect(page.body).not.toMatch(/(src|href)="https?:/)
  })
})

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
    for (const url of ['/v1/reports/segments', '/v1/rejected']) {
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

/** Two ids of segments with the same 32-bit number: by the birthday bound some 80,000 tries. */
function clash(): [string, string] {
  const seen = new Map<number, string>()
  for (let i = 0; ; i++) {
    const id = `s${i}`
    const number = segmentNumber(id)
    const other = seen.get(number)
    if (other !== undefined) return [other, id]
    seen.set(number, id)
  }
}
