import { join } from 'node:path'
import { eventually, freePort, run, tempFolder } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { ROOT } from '../support/embedded.ts'

const SERVICES = ['ingest', 'segmenter', 'loader', 'reporting']

function start(service: string, args: string[], env: Record<string, string> = {}) {
  const command = ['--import', 'tsx', '--conditions=@weir/source', `services/${service}/src/main.ts`, ...args]
  return run(process.execPath, command, { cwd: ROOT, env })
}

describe.each(SERVICES)('%s as a process', (service) => {
  test('explains its settings, and names every problem with them before it does anything', async () => {
    await using help = await start(service, ['--help'])
    expect(await help.ended).toMatchObject({ code: 0 })
    expect(help.stdout()).toMatch(/KAFKA_BROKERS +host:port/)

    await using wrong = await start(service, ['--check-config'], { WEIR_PORT: 'x', WEIR_PROT: '1' })
    expect(await wrong.ended).toMatchObject({ code: 2 })
    for (const name of ['WEIR_PORT', 'WEIR_PROT', 'KAFKA_BROKERS']) expect(wrong.stderr()).toMatch(new RegExp(`^${name}: `, 'm'))
  })

  test('lives and is not ready while Kafka is away, says so, and stops when told', async () => {
    const [port, nobody] = [await freePort(), await freePort()]
    await using folder = await tempFolder('process')
    const env = {
      WEIR_SPOOL_DIR: join(folder.path, 'spool'),
      WEIR_PORT: String(port),
      KAFKA_BROKERS: `127.0.0.1:${nobody}`,
      REDIS_URL: `redis://127.0.0.1:${nobody}`,
      CLICKHOUSE_URL: `http://127.0.0.1:${nobody}`,
    }
    await using waiting = await start(service, [], env)
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
    await eventually(async () => (await ask('/healthz')).status === 200, 20_000)
    await waiting.prints(/Kafka at 127.0.0.1:\d+ gave no answer/)
    const ready = await ask('/readyz')
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({ status: 'failing', checks: [{ name: 'process' }, { name: 'Kafka', ok: false }] })
    const asked = await ask('/v1/segments')
    expect([asked.status, asked.headers.get('retry-after')]).toEqual([503, '2'])
    expect((await waiting.kill('SIGTERM')).code).toBe(0)
    expect(waiting.stderr()).not.toMatch(/nobody minded|closing failed|request failed/)
  })
})
