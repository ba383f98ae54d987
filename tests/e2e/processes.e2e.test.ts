import { readFile, rename, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TOPICS } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { eventually, freePort, tempFolder } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { endsWithin } from '../support/embedded.ts'
import { runService } from '../support/programs.ts'

/** Longest time that a program may take on a busy machine until it says something, ms. */
const START_MS = 60_000
const SERVICES = ['ingest', 'segmenter', 'loader', 'reporting']

describe.each(SERVICES)('%s as a process', (service) => {
  test('explains its settings, and names every problem with them before it does anything', async () => {
    await using help = await runService(service, ['--help'])
    expect(await help.ended).toMatchObject({ code: 0 })
    expect(help.stdout()).toMatch(/KAFKA_BROKERS +host:port/)

    await using wrong = await runService(service, ['--check-config'], { WEIR_PORT: 'x', WEIR_PROT: '1' })
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
    await using waiting = await runService(service, [], env)
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
    await eventually(async () => (await ask('/healthz')).status === 200, START_MS)
    await waiting.prints(/Kafka at 127.0.0.1:\d+ gave no answer/, START_MS)
    const ready = await ask('/readyz')
    expect(ready.status).toBe(503)
    expect(await ready.json()).toMatchObject({ status: 'failing', checks: [{ name: 'process' }, { name: 'Kafka', ok: false }] })
    const asked = await ask('/v1/segments')
    expect([asked.status, asked.headers.get('retry-after')]).toEqual([503, '2'])
    expect((await waiting.kill('SIGTERM')).code).toBe(0)
    expect(waiting.stderr()).not.toMatch(/nobody minded|closing failed|request failed/)
  })
})

describe('the spool of ingest', () => {
  const value = (n: number): Buffer => Buffer.alloc(n % 5 === 0 ? 9_000 : 300, n)

  async function spooled(folder: string): Promise<void> {
    const log = await openLmdbLog({ path: join(folder, 'log'), partitions: 1, ballastBytes: 0 })
    for (let n = 0; n < 40; n++) await log.append(TOPICS.hits, [{ partition: 0, key: `hit-${n}`, value: value(n) }])
    await log.close()
  }

  async function startOn(folder: string) {
    const [port, nobody] = [await freePort(), await freePort()]
    return runService('ingest', [], { WEIR_SPOOL_DIR: folder, WEIR_PORT: String(port), KAFKA_BROKERS: `127.0.0.1:${nobody}` })
  }

  const DAMAGES: Record<string, (file: string) => Promise<void>> = {
    'cut in a page': (file) => truncate(file, 3 * 4096 + 17),
    'cut between pages': (file) => truncate(file, 5 * 4096),
    empty: (file) => truncate(file, 0),
    'a bit of its beginning': (file) => flip(file, () => [24]),
    'a bit of each page': (file) => flip(file, (bytes) => pagesIn(bytes).map((page) => page * 4096 + 22)),
    'a bit of what a hit says': (file) => flip(file, (bytes) => [...placesOf(bytes, value(37))].map((at) => at + 100)),
  }
  const pagesIn = ({ length }: Buffer): number[] => Array.from({ length: length / 4096 - 2 }, (_, n) => n + 2)
  function* placesOf(bytes: Buffer, part: Buffer): Generator<number> {
    for (let at = bytes.indexOf(part); at >= 0; at = bytes.indexOf(part, at + 1)) yield at
  }
  const flip = async (file: string, placesIn: (bytes: Buffer) => number[]): Promise<void> => {
    const bytes = await readFile(file)
    for (const at of placesIn(bytes)) bytes[at]! ^= 0x10
    await writeFile(file, bytes)
  }

  test.each(Object.keys(DAMAGES))(
    '%s: a start is refused with a line that says what is damaged and the way back',
    async (how) => {
      await using folder = await tempFolder('spool')
      await spooled(folder.path)
      await DAMAGES[how]!(join(folder.path, 'log', 'data.mdb'))
      await using refused = await startOn(folder.path)
      expect(await endsWithin(refused, 30_000)).toEqual({ code: 1, signal: null })
      expect(refused.stderr()).toMatch(/"level":"fatal".*the spool is damaged:.*log\/data\.mdb: \w.*move it away and start again/)
      // The way back.
      await rename(join(folder.path, 'log'), join(folder.path, 'log-damaged'))
      await using again = await startOn(folder.path)
      await again.prints(/Kafka at 127.0.0.1:\d+ gave no answer/, START_MS)
      expect((await again.kill('SIGTERM')).code).toBe(0)
    },
  )

  test('the canary: one that is whole is taken', async () => {
    await using folder = await tempFolder('spool')
    await spooled(folder.path)
    await using weir = await startOn(folder.path)
    await weir.prints(/Kafka at 127.0.0.1:\d+ gave no answer/, START_MS)
    expect((await weir.kill('SIGTERM')).code).toBe(0)
  })
})
