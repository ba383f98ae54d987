import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLogger } from '../logger.ts'
import { Registry } from '../metrics.ts'
import { healthRoutes } from './health.ts'
import { hideOperations, isLoopback, operationsAddress } from './operations.ts'
import { createServer } from './server.ts'

const LOOPBACKS = ['127.0.0.1', '127.8.9.10', '::1', '0:0:0:0:0:0:0:1', 'localhost', 'LOCALHOST']
const OTHERS = ['0.0.0.0', '::', '10.1.2.3', '192.168.0.7', '128.0.0.1', 'fe80::1', '::2', 'weir.internal', 'localhost.example']

test.each(LOOPBACKS)('%s is loopback', (host) => expect(isLoopback(host)).toBe(true))
test.each(OTHERS)('%s may be reached by others', (host) => expect(isLoopback(host)).toBe(false))

describe('metrics are', () => {
  const port = fc.integer({ min: 1, max: 65_535 })
  const any = fc.constantFrom(...LOOPBACKS, ...OTHERS)

  test('with the service while only this machine reaches it', () =>
    fc.assert(
      fc.property(fc.constantFrom(...LOOPBACKS), port, (host, one) => {
        expect(operationsAddress({ host, port: one })).toBeUndefined()
      }),
    ))

  test('apart when others do, on a port that can be', () =>
    fc.assert(
      fc.property(fc.constantFrom(...OTHERS), port, (host, one) => {
        const apart = operationsAddress({ host, port: one })
        expect(apart?.host).toBe(host)
        expect(Math.abs(apart!.port - one)).toBe(1000)
        expect(apart!.port).toBeGreaterThan(0)
        expect(apart!.port).toBeLessThan(65_536)
      }),
    ))

  test('where somebody says, whatever the address', () =>
    fc.assert(
      fc.property(any, port, any, port, (host, one, metricsHost, metricsPort) => {
        const isSame = host === metricsHost && one === metricsPort
        const apart = operationsAddress({ host, port: one, metricsHost, metricsPort })
        expect(apart).toEqual(isSame ? undefined : { host: metricsHost, port: metricsPort })
        const onPort = operationsAddress({ host, port: one, metricsPort })
        expect(onPort).toEqual(one === metricsPort ? undefined : { host, port: metricsPort })
        expect(operationsAddress({ host, port: one, metricsHost })?.host).toBe(metricsHost)
      }),
    ))

  test('on a free port of their own where the service takes a free one', () => {
    expect(operationsAddress({ host: '::', port: 0 })).toEqual({ host: '::', port: 0 })
    expect(operationsAddress({ host: '127.0.0.1', port: 0, metricsPort: 0 })).toEqual({ host: '127.0.0.1', port: 0 })
    expect(operationsAddress({ host: '127.0.0.1', port: 0 })).toBeUndefined()
  })
})

test('a server that hides them has no metrics in any spelling, and tells no reason', async () => {
  const app = createServer({ logger: createLogger('test', 'silent') })
  hideOperations(app)
  const health = {
    live: () => [{ name: 'process', ok: true }],
    ready: async () => [{ name: 'Kafka', ok: false, detail: 'kafka-7.internal gave no answer' }],
  }
  healthRoutes(app, { health, registry: new Registry() })
  for (const url of ['/metrics', '/metrics/', '/metrics?x=1', '/%6Detrics', '//metrics'])
    for (const method of ['GET', 'HEAD'] as const) expect((await app.inject({ method, url })).statusCode, url).toBe(404)
  expect((await app.inject('/metrics')).json()).toEqual((await app.inject('/nothing')).json())
  for (const [url, code, status] of [
    ['/healthz', 200, 'ok'],
    ['/readyz', 503, 'failing'],
  ] as const) {
    const answer = await app.inject(url)
    expect([answer.statusCode, answer.json()]).toEqual([code, { status, checks: [] }])
  }
  await app.close()
})
