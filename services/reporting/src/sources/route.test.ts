import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** Sources: put, shown, listed, deleted. */

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

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
