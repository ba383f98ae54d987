import { createMemoryLog } from '@weir/eventlog/memory'
import { OutageError, WeirError } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createClock } from '../clock.ts'
import { openConfigView } from '../config-view.ts'
import { createKey } from '../keys.ts'
import { createLogger } from '../logger.ts'
import { guardRoutes, limitDepth } from './index.ts'
import { createServer } from './server.ts'
import { deeperThan, faultsOf } from './validation.ts'

const logger = createLogger('test', 'silent')

describe('guardRoutes', () => {
  it('stops the start when a route says nothing about access', async () => {
    const config = await openConfigView(createMemoryLog({ partitions: 1 }))
    const app = createServer({ logger })
    app.register(async (scope) => {
      guardRoutes(scope, config, createClock('system'))
      scope.get('/open', async () => 'x')
    })
    await expect(app.ready()).rejects.toThrow('GET /open declares neither a scope')
    await config.close()
  })

  it('forgets a key that is revoked', async () => {
    const config = await openConfigView(createMemoryLog({ partitions: 1 }))
    const app = createServer({ logger })
    app.register(async (scope) => {
      guardRoutes(scope, config, createClock('system'))
      scope.get('/read', { config: { scope: 'read' } }, async () => 'x')
    })
    const { secret, stored } = createKey('k', ['read'], 0)
    await config.put(`key:${stored.id}`, stored)
    const ask = async (): Promise<number> =>
      (await app.inject({ url: '/read', headers: { authorization: `Bearer ${secret}` } })).statusCode
    expect(await ask()).toBe(200)
    await config.put(`key:${stored.id}`, undefined)
    expect(await ask()).toBe(401)
    await app.close()
    await config.close()
  })
})

describe('a request without content', () => {
  it('may name a type of content when it deletes something, and not when it has something to say', async () => {
    const app = createServer({ logger })
    app.delete('/thing', async ({ body = null }) => ({ body }))
    app.post('/thing', async () => 'x')
    const ask = (method: 'DELETE' | 'POST', payload = '') =>
      app.inject({ method, url: '/thing', headers: { 'content-type': 'application/json' }, payload })
    expect((await ask('DELETE')).json()).toEqual({ body: null })
    expect((await ask('DELETE', '{"a":1}')).json()).toEqual({ body: { a: 1 } })
    for (const refused of [await ask('POST'), await ask('DELETE', '{"__proto__":1}'), await ask('DELETE', '{')])
      expect(refused.json()).toMatchObject({ status: 400, code: 'invalid_json' })
  })
})

describe('failures', () => {
  it('are problem JSON, and what is unexpected tells nothing', async () => {
    const app = createServer({ logger })
    app.get('/known', async () => {
      throw new WeirError('conflict', 'no', { faults: [{ path: 'a.b', message: 'c' }] })
    })
    app.get('/unknown', async () => {
      throw new Error('secret')
    })
    const known = await app.inject('/known')
    expect(known.headers['content-type']).toContain('application/problem+json')
    expect(known.json()).toEqual({
      type: 'urn:weir:error:conflict',
      title: 'The request conflicts with what is there',
      status: 409,
      code: 'conflict',
      detail: 'no',
      errors: [{ path: 'a.b', message: 'c' }],
    })
    const unknown = await app.inject('/unknown')
    expect(unknown.statusCode).toBe(500)
    expect(unknown.body).not.toContain('secret')
    expect((await app.inject('/none')).json()).toMatchObject({ status: 404, code: 'not_found' })
    expect((await app.inject('/%zz')).json()).toMatchObject({ status: 400, code: 'invalid_field' })
  })

  it('of an engine that is away are 503, with the time to come again', async () => {
    const app = createServer({ logger })
    app.get('/members', async () => {
      throw new OutageError('Redis at 10.0.0.7 gave no answer')
    })
    const answer = await app.inject('/members')
    expect([answer.statusCode, answer.headers['retry-after'], answer.json<{ code: string }>().code]).toEqual([
      503,
      '5',
      'unavailable',
    ])
    expect(answer.body).not.toContain('10.0.0.7')
    await app.close()
  })

  it('are logged under the id of the request, without its URL', async () => {
    const lines: string[] = []
    const listening = createLogger('test', 'debug')
    const write = (text: string): boolean => (lines.push(text), true)
    const { pino } = await import('pino')
    const app = createServer({ logger: pino({ level: listening.level }, { write }) })
    app.get('/people/:key', async () => {
      throw new Error('broken')
    })
    const answer = await app.inject('/people/email:ann@example.org?x=ann@example.org')
    const printed = lines.join('')
    expect(printed).toContain(String(answer.headers['x-request-id']))
    expect(printed).toContain('/people/:key')
    expect(printed).not.toContain('ann@')
  })
})

describe('validation', () => {
  it('names every fault by its path, unknown fields one by one', () => {
    const schema = z.strictObject({ a: z.strictObject({ b: z.int() }), c: z.string() })
    const { error } = schema.safeParse({ a: { b: 'x', y: 1 }, z: 1 })
    expect(
      error &&
        faultsOf(error)
          .map((fault) => fault.path)
          .sort(),
    ).toEqual(['a.b', 'a.y', 'c', 'z'])
  })

  it('measures depth without recursion', () => {
    const nested = (depth: number): unknown => {
      let value: unknown = 1
      for (let i = 0; i < depth; i++) value = [value]
      return value
    }
    expect([deeperThan(1, 0), deeperThan(nested(3), 3), deeperThan(nested(4), 3), deeperThan(nested(1_000_000), 64)]).toEqual([
      false,
      false,
      true,
      true,
    ])
  })

  it('refuses deep bodies', async () => {
    const app = createServer({ logger })
    limitDepth(app)
    app.post('/', async () => 'x')
    const post = (depth: number) =>
      app.inject({
        method: 'POST',
        url: '/',
        headers: { 'content-type': 'application/json' },
        payload: '['.repeat(depth) + ']'.repeat(depth),
      })
    expect((await post(64)).statusCode).toBe(200)
    expect((await post(66)).json()).toMatchObject({ code: 'too_deep' })
  })
})
