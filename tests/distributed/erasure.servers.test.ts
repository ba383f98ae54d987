import { eventually } from '@weir/testkit'
import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import { startDeployment, startServers } from '../support/deployment.ts'
import type { Deployment } from '../support/deployment.ts'
import { exportedRows, membersOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { catchUp, createDestination } from '../support/ledger-client.ts'

const PEOPLE = Array.from({ length: 120 }, (_, n) => n)
const GONE = PEOPLE.filter((n) => n % 2 === 0)
const LEFT = PEOPLE.filter((n) => n % 2 === 1)
interface Run {
  readonly deleted: number
  readonly remaining: number
}
const emailOf = (n: number): string => `somebody-${n}@example.org`

const hit = (n: number, id: string, event: string, at: number, user: object): object => ({
  source: 'shop',
  event,
  event_id: `${id}-${n}`,
  event_time: at / 1000,
  user,
})

async function fill({ client, progress }: Deployment, at: number): Promise<void> {
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  const rule = { event: { name: 'Purchase' }, within: '30d', count: { gte: 1 } }
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule })
  await client.send(PEOPLE.map((n) => hit(n, 'v', 'ViewContent', at, { ttp: `cookie-${n}` })))
  await client.send(PEOPLE.map((n) => hit(n, 'p', 'Purchase', at, { ttp: `cookie-${n}`, email: emailOf(n) })))
  await progress.settled()
}

async function listed(client: Client): Promise<string[]> {
  expect(await membersOf(client, 'buyers')).toHaveLength((await exportedRows(client, 'buyers', 'ndjson')).length)
  return (await exportedRows(client, 'buyers', 'csv', 'EMAIL_SHA256')).sort()
}

const isKnown = async (client: Client, key: string): Promise<boolean> =>
  (await client.call('GET', `/v1/people/${encodeURIComponent(key)}`)).status === 200

test('people are erased on Kafka, Redis and ClickHouse, and no replay of the log brings them back', async () => {
  await using servers = await startServers()
  await using deployment = await startDeployment({ servers, settings: { WEIR_CLOCK: 'system' } })
  const { client, progress } = deployment
  const began = Date.now()
  await fill(deployment, began - 60_000)
  const all = await listed(client)
  expect(all).toHaveLength(PEOPLE.length)
  const told = await Promise.all(LEFT.slice(0, 10).map((n) => client.get(`/v1/people/email:${emailOf(n)}`)))

  // A destination has them all.
  const ads = createDestination()
  await catchUp(client, 'buyers', ads, 'consumer=ads&id_types=EMAIL_SHA256&limit=50')
  expect(ads.people.size).toBe(PEOPLE.length)
  await client.post('/v1/segments/buyers/changes/confirm', { consumer: 'ads', cursor: ads.cursor })

  const asked = await Promise.all(
    GONE.map((n) =>
      client.call<{ erasure: string }>('DELETE', `/v1/people/${n % 4 === 0 ? `email:${emailOf(n)}` : `ttp:cookie-${n}`}`),
    ),
  )
  expect(asked.every(({ status }) => status === 202)).toBe(true)
  const left = await listed(client)
  expect(left).toHaveLength(LEFT.length)
  await eventually(async () => {
    for (const { body } of asked)
      if ((await client.get<{ status: string }>(`/v1/erasures/${body.erasure}`)).status !== 'done') return false
    return true
  }, 60_000)
  const one = await client.get<{ places: object; counts: object }>(`/v1/erasures/${asked[0]!.body.erasure}`)
  expect(one).toMatchObject({ places: { state: 'done', warehouse: 'done', log: 'inert' }, counts: { warehouse: { facts: 2 } } })
  // It is told of each, until it confirms.
  const openAt = async (): Promise<string[]> => {
    const { destinations } = await client.get<{ destinations: { consumer: string; removal: string }[] }>(
      `/v1/erasures/${asked[0]!.body.erasure}`,
    )
    return destinations.map(({ consumer, removal }) => `${consumer} ${removal}`)
  }
  expect(await openAt()).toEqual(['ads open'])
  const before = ads.cursor
  await catchUp(client, 'buyers', ads, 'consumer=ads&id_types=EMAIL_SHA256&limit=50')
  expect([ads.people.size, ads.ids.size]).toEqual([LEFT.length, LEFT.length])
  await client.post('/v1/segments/buyers/changes/confirm', { consumer: 'ads', cursor: ads.cursor })
  expect(await openAt()).toEqual(['ads closed'])
  await eventually(async () => {
    const again = createDestination()
    again.cursor = before
    const pages = await catchUp(client, 'buyers', again, 'consumer=ads&id_types=EMAIL_SHA256')
    return pages.every(({ page }) => page.changes.every(({ reason }) => reason !== 'erasure'))
  }, 60_000)
  // The proof is written after the rows are gone.
  await eventually(async () => {
    const { classes } = await client.get<{ classes: { class: string; runs: Run[] }[] }>('/v1/retention')
    const removals = classes.find((one) => one.class === 'removals')?.runs ?? []
    const deleted = removals.reduce((sum, run) => sum + run.deleted, 0)
    return deleted >= GONE.length && removals.every(({ remaining }) => remaining === 0)
  }, 60_000)
  expect(await listed(client)).toEqual(left)
  for (const n of GONE)
    for (const key of [`email:${emailOf(n)}`, `ttp:cookie-${n}`]) expect(await isKnown(client, key), key).toBe(false)

  // All of the state is lost, and made again from the log.
  await Promise.all((['segmenter', 'loader', 'reporting'] as const).map((name) => deployment.service(name).kill()))
  const redis = new Redis(servers.redis.url)
  await redis.flushall()
  redis.disconnect()
  for (const name of ['segmenter', 'loader', 'reporting'] as const) await deployment.service(name).start()
  for (const name of ['segmenter', 'loader', 'reporting'] as const) await deployment.service(name).ready()
  await progress.settled()
  expect(await listed(client)).toEqual(left)
  for (const n of GONE)
    for (const key of [`email:${emailOf(n)}`, `ttp:cookie-${n}`]) expect(await isKnown(client, key), key).toBe(false)
  const again = await Promise.all(LEFT.slice(0, 10).map((n) => client.get(`/v1/people/email:${emailOf(n)}`)))
  expect(again).toEqual(told)
  const facts = async (): Promise<number> =>
    (
      await client.post<{ size: number }>('/v1/segments/preview', {
        rule: { event: { name: 'Purchase' }, within: '30d', count: { gte: 1 } },
      })
    ).size
  expect(await facts()).toBe(LEFT.length)

  // Late hits of before are refused; a new one is somebody new's.
  await client.send([hit(0, 'late', 'Purchase', began - 30_000, { email: emailOf(0) })])
  await progress.settled()
  expect(await isKnown(client, `email:${emailOf(0)}`)).toBe(false)
  await client.send([hit(0, 'new', 'Purchase', Date.now(), { email: emailOf(0) })])
  await progress.settled()
  expect(await isKnown(client, `email:${emailOf(0)}`)).toBe(true)
  expect(await isKnown(client, 'ttp:cookie-0')).toBe(false)
}, 400_000)
