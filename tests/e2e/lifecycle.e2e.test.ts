import { readFile } from 'node:fs/promises'
import { eventually, tempFolder } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { endsWithin, spawnReadyWeir, spawnWeir } from '../support/embedded.ts'
import type { Client } from '../support/embedded-client.ts'
import { membersOf } from '../support/embedded-client.ts'

/** Longest time that starting a program may take on a busy machine, ms. */
const START_MS = 60_000

async function setUp(client: Client): Promise<void> {
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: 'all' } })
}

const purchase = (id: string) => ({ event: 'Purchase', event_id: id, source: 'shop', user: { external_id: id } })

test('a stop under load is clean, and what was acknowledged is there after the restart', async () => {
  await using folder = await tempFolder('lifecycle')
  const settings = { WEIR_CLOCK: 'system' } as const
  const acknowledged: string[] = []
  {
    await using weir = await spawnReadyWeir(folder.path, settings)
    const { client } = weir
    await setUp(client)
    let stopping = false
    const load = Array.from({ length: 4 }, async (_, worker) => {
      for (let i = 0; !stopping; i++) {
        const ids = Array.from({ length: 20 }, (_, j) => `buyer-${worker}-${i}-${j}`)
        // Refused connections and cut answers are what a stop looks like from outside: nothing was
        // promised then.
        const answer = await client.call('POST', '/v1/events', ids.map(purchase)).catch(() => undefined)
        if (answer?.status === 202) acknowledged.push(...ids)
        else stopping = true
      }
    })
    await eventually(() => stopping || acknowledged.length > 100, 30_000)
    const told = performance.now()
    void weir.process.kill('SIGTERM')
    expect(await endsWithin(weir.process, 10_000)).toEqual({ code: 0, signal: null })
    stopping = true
    await Promise.all(load)
    expect(performance.now() - told).toBeLessThan(10_000)
    expect(weir.process.stdout()).toMatch(/a restart continues where it was/)
  }
  expect(acknowledged.length).toBeGreaterThan(100)

  await using again = await spawnReadyWeir(folder.path, settings)
  const members = async (): Promise<number> => (await membersOf(again.client, 'buyers')).length
  await expect.poll(members, { timeout: 30_000, interval: 100 }).toBeGreaterThanOrEqual(acknowledged.length)
  const [last] = acknowledged.slice(-1)
  expect(await again.client.get<object>(`/v1/people/external_id:${last!}`)).toMatchObject({
    memberships: [{ segment: 'buyers' }],
  })
  void again.process.kill('SIGTERM')
  expect(await endsWithin(again.process, 10_000)).toEqual({ code: 0, signal: null })
})

describe('what cannot work is refused with the way out', () => {
  test('a folder in use, other partitions, a port in use; and the first process is unharmed', async () => {
    await using folder = await tempFolder('refusals')
    await using other = await tempFolder('refusals-other')
    await using first = await spawnReadyWeir(folder.path)
    await setUp(first.client)
    const port = new URL(first.client.url).port

    const [inUse, partitions, portTaken] = await Promise.all([
      refusal(folder.path, {}),
      refusal(folder.path, { WEIR_PARTITIONS: '3' }),
      refusal(other.path, { WEIR_PORT: port }),
    ])
    expect(inUse).toMatch(/another Weir process is using the data folder .*; stop it first, or set WEIR_DATA/)
    expect(partitions).toMatch(/was made with 1 partitions?: set WEIR_PARTITIONS=1, or use another folder/)
    expect(portTaken).toContain(`port ${port} is in use by another program: set WEIR_PORT`)

    await first.client.setClock(Date.UTC(2024, 0, 1))
    expect(await first.client.send([purchase('ann')])).toBe(1)
    await first.client.setClock(Date.UTC(2024, 0, 1))
    expect(await membersOf(first.client, 'buyers')).toHaveLength(1)
  })

  /** Starts a process that must give up. @returns what it printed on stderr. */
  async function refusal(folder: string, settings: Record<`WEIR_${string}`, string>): Promise<string> {
    await using weir = await spawnWeir(folder, settings)
    expect(await endsWithin(weir, START_MS)).toEqual({ code: 1, signal: null })
    expect(weir.stderr()).not.toMatch(/^\s+at /m)
    return weir.stderr()
  }

  test('a configuration with faults names all of them at once', async () => {
    await using folder = await tempFolder('config')
    const settings = {
      WEIR_PORT: '80000',
      WEIR_CLOCK: 'sundial',
      WEIR_RETENTION: 'long',
      WEIR_ADMIN_KEY: 'short',
      WEIR_COLOUR: 'red',
      WEIR_PARTITIONS: '0',
    }
    const tries = [[], ['--check-config']].map(async (args) => {
      await using weir = await spawnWeir(folder.path, settings, args)
      expect(await endsWithin(weir, START_MS)).toEqual({ code: 1, signal: null })
      for (const name of Object.keys(settings)) expect(weir.stderr()).toMatch(new RegExp(`^${name}: `, 'm'))
    })
    await Promise.all(tries)
  })

  test('--check-config and --help do no more than they say', async () => {
    await using folder = await tempFolder('flags')
    const data = `${folder.path}/data`
    await using check = await spawnWeir(data, {}, ['--check-config'])
    await using help = await spawnWeir(data, {}, ['--help'])
    for (const weir of [check, help]) expect(await endsWithin(weir, START_MS)).toEqual({ code: 0, signal: null })
    for (const name of ['WEIR_PORT', 'WEIR_DATA', 'WEIR_ADMIN_KEY', 'WEIR_CLOCK', 'WEIR_RETENTION', 'WEIR_PARTITIONS'])
      expect(help.stdout()).toContain(name)
    await expect(readFile(`${data}/deployment.json`)).rejects.toThrow('ENOENT')
  })

  test('the admin key that was made is printed once and works', async () => {
    await using folder = await tempFolder('first-key')
    // An empty variable is one that is not set.
    await using weir = await spawnWeir(folder.path, { WEIR_ADMIN_KEY: '' })
    const [, url] = await weir.prints(/Weir listens on (http:\S+)/, START_MS)
    const [key] = await weir.prints(/sk_[0-9a-f]{12}_[\w-]{43}/)
    const answer = await fetch(`${url!}/v1/keys`, { headers: { authorization: `Bearer ${key}` } })
    expect(answer.status).toBe(200)
    expect(await answer.text()).not.toContain(key)
    await weir.kill('SIGTERM')

    await using again = await spawnWeir(folder.path, { WEIR_ADMIN_KEY: '' })
    await again.prints(/Weir listens on/, START_MS)
    expect(again.stdout()).not.toContain('sk_')
  })
})
