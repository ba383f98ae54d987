import { join } from 'node:path'
import { eventually, tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { exportedRows, membersOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

const NOW = Date.UTC(2024, 4, 2, 12)
const PEOPLE = Array.from({ length: 6 }, (_, n) => n)
const emailOf = (n: number): string => `somebody-${n}@example.org`

/** Known first by a cookie, so the address that is asked for is not what names the person. */
const hitsOf = (n: number): object[] =>
  [
    { event: 'ViewContent', event_id: `v-${n}`, user: { ttp: `cookie-of-${n}-` } },
    { event: 'Purchase', event_id: `p-${n}`, user: { ttp: `cookie-of-${n}-`, email: emailOf(n) } },
    { event: 'Purchase', event_id: `q-${n}`, user: { email: emailOf(n) } },
  ].map((hit, i) => ({ source: 'shop', ...hit, event_time: NOW / 1000 - 600 + i, properties: { value: 1, currency: 'EUR' } }))

async function prepare({ client }: LocalWeir): Promise<void> {
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '30d' } })
}

/** @returns the id of the erasure. */
async function erase(client: Client, key: string): Promise<string> {
  const { status, body } = await client.call<{ erasure: string }>('DELETE', `/v1/people/${key}`)
  expect(status).toBe(202)
  return body.erasure
}

async function noneLeft(weir: LocalWeir, asked: readonly string[]): Promise<void> {
  const { client } = weir
  for (const id of asked)
    await eventually(async () => (await client.get<{ status: string }>(`/v1/erasures/${id}`)).status === 'done', 60_000)
  for (const id of asked) expect(await client.get(`/v1/erasures/${id}`)).toMatchObject({ persons: 1 })
  await weir.settled()
  expect(await exportedRows(client, 'buyers', 'ndjson')).toEqual([])
  for (const n of PEOPLE)
    for (const key of [`email:${emailOf(n)}`, `ttp:cookie-of-${n}-`])
      expect((await client.call('GET', `/v1/people/${key}`)).status, key).toBe(404)
  expect((await client.get<{ size: number }>('/v1/segments/buyers/size')).size).toBe(0)
}

test('who is erased right behind the answer to their hits is gone, though nobody had folded them', async () => {
  await using weir = await startWeir({ WEIR_PARTITIONS: '2' })
  await prepare(weir)
  const asked: string[] = []
  for (const n of PEOPLE) {
    await weir.client.send(hitsOf(n))
    asked.push(await erase(weir.client, `email:${emailOf(n)}`))
    expect(await exportedRows(weir.client, 'buyers', 'ndjson')).toEqual([])
    expect(await membersOf(weir.client, 'buyers')).toEqual([])
  }
  await noneLeft(weir, asked)
}, 300_000)

test('the next process finds them, when the one that was asked stops right behind its answer', async () => {
  await using folder = await tempFolder('erasure-at-once')
  const settings = { WEIR_DATA: join(folder.path, 'data'), WEIR_ERASURES: join(folder.path, 'erasures'), WEIR_PARTITIONS: '2' }
  const asked: string[] = []
  {
    await using weir = await startWeir(settings)
    await prepare(weir)
    await weir.client.send(PEOPLE.flatMap(hitsOf))
    asked.push(...(await Promise.all(PEOPLE.map((n) => erase(weir.client, `email:${emailOf(n)}`)))))
  }
  await using weir = await startWeir(settings)
  expect(await exportedRows(weir.client, 'buyers', 'ndjson')).toEqual([])
  await noneLeft(weir, asked)
}, 300_000)
