import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { TOPICS } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { eventually, tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { exportedRows } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { endsWithin, spawnReadyWeir, spawnWeir, startWeir } from '../support/embedded.ts'
import { runCli } from '../support/programs.ts'

const NOW = Date.UTC(2024, 4, 2, 12)
const PEOPLE = 60
/** Erased before the backup, and after it. */
const GONE = [1, 2]
const TOPIC_OF_ROWS = TOPICS.facts

/** The nth purchase of the load: people take turns, so each comes to a second one. */
const purchase = (n: number): object => ({
  source: 'shop',
  event: 'Purchase',
  event_id: `p-${n}`,
  user: { email: `somebody-${n % PEOPLE}@example.org` },
  event_time: NOW / 1000 - 3_600 + (n % 600),
  properties: { value: 1, currency: 'EUR' },
})

/** People who are there, with a number of purchases or more among the first `sent`. */
function peopleWith(purchases: number, sent: number, gone: readonly number[]): number {
  const isIn = (n: number): boolean => Math.floor((sent - 1 - n) / PEOPLE) + 1 >= purchases
  return Array.from({ length: PEOPLE }, (_, n) => n).filter((n) => !gone.includes(n) && isIn(n)).length
}

const rule = (purchases: number): object => ({ event: { name: 'Purchase' }, within: '30d', count: { gte: purchases } })

/** By SQL over the warehouse. */
async function counted(client: Client, purchases: number): Promise<number> {
  const { size } = await client.post<{ size: number }>('/v1/segments/preview', { rule: rule(purchases), wait: true })
  return size
}

async function setUp(client: Client): Promise<void> {
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', {
    name: 'Buyers',
    rule: rule(3),
  })
}

async function cli(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  await using running = await runCli(args, env)
  const { code } = await running.ended
  return { code, out: running.stdout(), err: running.stderr() }
}

test('of a backup under load nothing is missing that was acknowledged before, and nobody erased comes back', async () => {
  await using folder = await tempFolder('backup')
  const [data, backup, restored] = ['data', 'backup', 'restored'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ]
  const ledger = join(folder.path, 'ledger')
  const settings = { WEIR_ERASURES: ledger, WEIR_PARTITIONS: '2' }
  let acknowledged = 0
  let before = 0
  {
    await using weir = await spawnReadyWeir(data, settings)
    const { client } = weir
    await setUp(client)
    await client.send(Array.from({ length: PEOPLE * 3 }, (_, n) => purchase(n)))
    acknowledged = PEOPLE * 3
    await client.call('DELETE', '/v1/people/email:somebody-1@example.org')
    const loading = new AbortController()
    const load = (async () => {
      while (!loading.signal.aborted) {
        await client.send(Array.from({ length: 20 }, (_, n) => purchase(acknowledged + n)))
        acknowledged += 20
        await sleep(5)
      }
    })()
    await eventually(() => acknowledged > PEOPLE * 6, 60_000)
    before = acknowledged
    const made = await cli(['backup', backup, '--data', data], { WEIR_ERASURES: ledger })
    expect(made, made.err).toMatchObject({ code: 0, out: expect.stringContaining('records') as string })
    // Under load: more was acknowledged meanwhile.
    await eventually(() => acknowledged > before, 60_000)
    loading.abort()
    await load
    expect((await client.call('DELETE', '/v1/people/email:somebody-2@example.org')).status).toBe(202)
    await weir.process.kill('SIGKILL')
  }
  expect(await cli(['restore', backup, '--data', restored], settings)).toMatchObject({ code: 0 })
  await using weir = await startWeir({ ...settings, WEIR_DATA: restored })
  const { client } = weir
  const size = async (): Promise<number> => (await exportedRows(client, 'buyers', 'ndjson')).length
  await weir.settled()
  // Before they are erased anew: from the first answer on.
  for (const gone of GONE) expect((await client.call('GET', `/v1/people/email:somebody-${gone}@example.org`)).status).toBe(404)
  expect(await size()).toBe(peopleWith(3, before, GONE))
  const each = Math.floor(before / PEOPLE)
  await eventually(async () => (await counted(client, each)) === PEOPLE - GONE.length, 60_000)
  expect(await counted(client, each + 1)).toBeGreaterThanOrEqual(peopleWith(each + 1, before, GONE))
  // Sent once more, what is there already counts once, and what came after the backup is new.
  for (let from = 0; from < acknowledged; from += 500)
    await client.send(Array.from({ length: Math.min(500, acknowledged - from) }, (_, n) => purchase(from + n)))
  await weir.settled()
  const most = Math.ceil(acknowledged / PEOPLE)
  await client.put('/v1/segments/most', { name: 'Most', rule: rule(most) })
  const expected = [PEOPLE - GONE.length, peopleWith(most, acknowledged, GONE), 0]
  await eventually(async () => {
    const found = await Promise.all([most - 1, most, most + 1].map((purchases) => counted(client, purchases)))
    return found.join() === expected.join()
  }, 60_000)
  await eventually(async () => (await exportedRows(client, 'most', 'ndjson')).length === expected[1], 60_000)
  expect(await size()).toBe(PEOPLE - GONE.length)
  for (const gone of GONE) expect((await client.call('GET', `/v1/people/email:somebody-${gone}@example.org`)).status).toBe(404)
  console.log(`${before} hits acknowledged before the backup, ${acknowledged - before} during and after it`)
}, 300_000)

test('what is no backup, is damaged, or would overwrite something is refused with the way out', async () => {
  await using folder = await tempFolder('backup')
  const [data, backup, target] = ['data', 'backup', 'target'].map((name) => join(folder.path, name)) as [string, string, string]
  const refusal = async (args: readonly string[]): Promise<string> => {
    const { code, err } = await cli(args)
    expect(code, err).toBe(1)
    return err
  }
  expect(await refusal(['backup', backup, '--data', data])).toContain(`there is no deployment in ${data}`)
  {
    await using weir = await startWeir({ WEIR_DATA: data, WEIR_PARTITIONS: '2' })
    await setUp(weir.client)
    await weir.client.send(Array.from({ length: 50 }, (_, n) => purchase(n)))
    await weir.client.call('DELETE', '/v1/people/email:somebody-1@example.org')
    await weir.settled()
  }
  // Of a deployment that has stopped.
  const made = await cli(['backup', backup, '--data', data])
  expect(made.code, made.err).toBe(0)
  expect(await refusal(['backup', backup, '--data', data])).toContain(`${backup} is not empty`)
  expect(await refusal(['restore', backup, '--data', data])).toContain(`${data} is not empty`)
  expect(await refusal(['restore', folder.path, '--data', target])).toContain('is no complete backup')

  const broken = join(folder.path, 'broken')
  const breaking = async (path: string, change: (bytes: Buffer) => Buffer): Promise<string> => {
    await rm(broken, { recursive: true, force: true })
    await cp(backup, broken, { recursive: true })
    await writeFile(join(broken, path), change(await readFile(join(broken, path))))
    return refusal(['restore', broken, '--data', target])
  }
  const flipped = (bytes: Buffer): Buffer => {
    bytes[bytes.length >> 1]! ^= 1
    return bytes
  }
  expect(await breaking('log/data.mdb', flipped)).toContain(`${join(broken, 'log/data.mdb')} is not what was written`)
  expect(await breaking('fold/data.mdb', (bytes) => bytes.subarray(0, -1))).toContain('fold/data.mdb is not what was written')
  expect(await breaking('erasures', flipped)).toContain('erasures is not what was written')
  const renamed = (from: string, to: string) => (bytes: Buffer) => Buffer.from(bytes.toString().replace(from, to))
  expect(await breaking('backup.json', renamed('"format": 1', '"format": 9'))).toContain('this version of Weir reads format 1')
  expect(await breaking('backup.json', renamed('"data": 1', '"data": 9'))).toContain('restore it with the version that made it')
  expect(await breaking('backup.json', renamed('log/data.mdb', '../data.mdb'))).toContain('backup.json')

  // Each left the folder empty, so the whole backup fits, and brings the ledger where none is.
  const good = await cli(['restore', backup, '--data', target])
  expect(good).toMatchObject({ code: 0, out: expect.stringContaining(`${target}.erasures is that of the backup`) as string })
  {
    await using weir = await startWeir({ WEIR_DATA: target, WEIR_PARTITIONS: '2' })
    await weir.settled()
    expect((await weir.client.call('GET', '/v1/people/email:somebody-1@example.org')).status).toBe(404)
    expect((await weir.client.call('GET', '/v1/people/email:somebody-3@example.org')).status).toBe(200)
  }
  await writeFile(join(target, 'restoring'), '')
  {
    await using weir = await spawnWeir(target, { WEIR_PARTITIONS: '2' })
    expect((await endsWithin(weir, 60_000)).code).toBe(1)
    expect(weir.stderr()).toContain('broke off: empty the folder, and restore the backup again')
  }

  await mkdir(join(data, 'rebuild'))
  expect(await refusal(['backup', join(folder.path, 'next'), '--data', data])).toContain('its files are being made anew')
  await rm(join(data, 'rebuild'), { recursive: true })
  const log = await openLmdbLog({ path: join(data, 'log'), partitions: 2 })
  const partition = (await log.end(TOPIC_OF_ROWS, 0)) > 1 ? 0 : 1
  await log.trim(TOPIC_OF_ROWS, partition, (await log.end(TOPIC_OF_ROWS, partition)) - 1)
  const begin = await log.begin(TOPIC_OF_ROWS, partition)
  await log.close()
  const trimmed = await cli(['backup', join(folder.path, 'next'), '--data', data])
  expect(trimmed.code).toBe(begin > 0 ? 1 : 0)
  if (begin > 0) expect(trimmed.err).toContain('stop Weir and copy the whole folder')
}, 300_000)
