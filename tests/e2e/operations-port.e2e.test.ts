import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { eventually, freePort, tempFolder } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { endsWithin, spawnWeir, startWeir } from '../support/embedded.ts'
import type { Settings } from '../support/embedded.ts'
import { runService } from '../support/programs.ts'

/** Addresses to listen on, and how this machine reaches them. */
const HOSTS = { '127.0.0.1': '127.0.0.1', '::1': '[::1]', localhost: 'localhost', '0.0.0.0': '127.0.0.1', '::': '[::1]' }
const LOOPBACKS = ['127.0.0.1', '::1', 'localhost']
const GIVEN: Settings[] = [{}, { WEIR_METRICS_PORT: '0' }, { WEIR_METRICS_HOST: '127.0.0.1' }]
const CASES = Object.entries(HOSTS).flatMap(([host, at]) => GIVEN.map((given) => ({ host, at, given })))

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status
const checksOf = async (url: string): Promise<number> => ((await (await fetch(url)).json()) as { checks: [] }).checks.length
const isClosed = async (url: string): Promise<boolean> =>
  fetch(url).then(
    () => false,
    () => true,
  )

describe('everything in one process', () => {
  test.each(CASES)('on $host with $given', async ({ host, at, given }) => {
    const weir = await startWeir({ WEIR_HOST: host, ...given })
    const own = `http://${at}:${new URL(weir.url).port}`
    const operations = `http://${given['WEIR_METRICS_HOST'] ?? at}:${weir.metricsPort}`
    const isApart = !LOOPBACKS.includes(host) || Object.keys(given).length > 0
    try {
      expect(weir.metricsPort !== undefined).toBe(isApart)
      expect(await statusOf(`${own}/metrics`)).toBe(isApart ? 404 : 200)
      for (const path of ['/healthz', '/readyz']) {
        expect(await statusOf(`${own}${path}`)).toBe(200)
        expect((await checksOf(`${own}${path}`)) > 0).toBe(!isApart)
      }
      expect(await statusOf(`${own}/v1/segments`)).toBe(401)
      expect(await statusOf(`${own}/docs`)).toBe(200)
      if (!isApart) return
      expect(await (await fetch(`${operations}/metrics`)).text()).toMatch(/^weir_/m)
      for (const path of ['/healthz', '/readyz']) expect(await checksOf(`${operations}${path}`)).toBeGreaterThan(0)
      for (const path of ['/v1/segments', '/v1/events', '/docs', '/openapi.json'])
        expect(await statusOf(`${operations}${path}`)).toBe(404)
    } finally {
      await weir[Symbol.asyncDispose]()
    }
    expect(await isClosed(`${own}/healthz`)).toBe(true)
    if (isApart) expect(await isClosed(`${operations}/healthz`)).toBe(true)
  })

  test('on one port of all addresses when the settings say so', async () => {
    const port = String(await freePort())
    await using weir = await startWeir({ WEIR_HOST: '0.0.0.0', WEIR_PORT: port, WEIR_METRICS_PORT: port })
    expect(weir.metricsPort).toBeUndefined()
    expect(await statusOf(`http://127.0.0.1:${port}/metrics`)).toBe(200)
  })

  test('a port or an address that cannot be had names its setting', async () => {
    await using folder = await tempFolder('operations')
    const program = createServer().listen(0, '0.0.0.0')
    await once(program, 'listening')
    const { port } = program.address() as { port: number }
    const refusal = async (settings: Settings): Promise<string> => {
      await using weir = await spawnWeir(folder.path, { WEIR_HOST: '0.0.0.0', ...settings })
      expect((await endsWithin(weir, 60_000)).code).toBe(1)
      return weir.stderr()
    }
    const taken = await refusal({ WEIR_METRICS_PORT: String(port) })
    expect(taken).toContain(`port ${port} is in use by another program: set WEIR_METRICS_PORT to a free one`)
    const elsewhere = await refusal({ WEIR_METRICS_HOST: '192.0.2.1' })
    expect(elsewhere).toContain('192.0.2.1 is no address of this machine: set WEIR_METRICS_HOST')
    program.close()
  })
})

test.each(['ingest', 'segmenter', 'loader', 'reporting'])('%s as a process shows no metrics to the world', async (service) => {
  const [port, metrics, nobody] = [await freePort(), await freePort(), await freePort()]
  await using folder = await tempFolder('operations')
  const env = {
    WEIR_SPOOL_DIR: join(folder.path, 'spool'),
    WEIR_HOST: '0.0.0.0',
    WEIR_PORT: String(port),
    WEIR_METRICS_PORT: String(metrics),
    KAFKA_BROKERS: `127.0.0.1:${nobody}`,
    REDIS_URL: `redis://127.0.0.1:${nobody}`,
    CLICKHOUSE_URL: `http://127.0.0.1:${nobody}`,
  }
  await using waiting = await runService(service, [], env)
  const [own, operations] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${metrics}`]
  await eventually(async () => (await statusOf(`${operations}/healthz`)) === 200, 20_000)
  expect(await statusOf(`${own}/metrics`)).toBe(404)
  expect(await statusOf(`${operations}/metrics`)).toBe(200)
  expect([await statusOf(`${own}/readyz`), await statusOf(`${operations}/readyz`)]).toEqual([503, 503])
  expect(await checksOf(`${own}/readyz`)).toBe(0)
  expect(await checksOf(`${operations}/readyz`)).toBeGreaterThan(0)
  expect((await waiting.kill('SIGTERM')).code).toBe(0)
  for (const url of [own, operations]) expect(await isClosed(`${url}/healthz`)).toBe(true)
})
