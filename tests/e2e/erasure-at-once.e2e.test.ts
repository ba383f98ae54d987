import { eventually } from '@weir/testkit'
import { expect, test } from 'vitest'
import { exportedRows } from '../support/embedded-client.ts'
import { startWeir } from '../support/embedded.ts'

const NOW = Date.UTC(2024, 4, 2, 12)
const PEOPLE = Array.from({ length: 8 }, (_, n) => n)
const emailOf = (n: number): string => `somebody-${n}@example.org`

/** Known first by a cookie, so the address that is asked for is not what names the person. */
const hitsOf = (n: number): object[] =>
  [
    { event: 'ViewContent', event_id: `v-${n}`, user: { ttp: `cookie-of-${n}-` } },
    { event: 'Purchase', event_id: `p-${n}`, user: { ttp: `cookie-of-${n}-`, email: emailOf(n) } },
    { event: 'Purchase', event_id: `q-${n}`, user: { email: emailOf(n) } },
  ].map((hit, i) => ({ source: 'shop', ...hit, event_time: NOW / 1000 - 600 + i, properties: { value: 1, currency: 'EUR' } }))

test('who is erased right behind the answer to their hits is gone, though nobody had folded them', async () => {
  await using weir = await startWeir({ WEIR_PARTITIONS: '2' })
  const { client } = weir
  await client.setClock(NOW)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '30d' } })
  const asked: string[] = []
  for (const n of PEOPLE) {
    await client.send(hitsOf(n))
    const { status, body } = await client.call<{ erasure: string }>('DELETE', `/v1/people/email:${emailOf(n)}`)
    expect(status).toBe(202)
    asked.push(body.erasure)
    expect(await exportedRows(client, 'buyers', 'ndjson')).toEqual([])
  }
  for (const id of asked)
    await eventually(async () => (await client.get<{ status: string }>(`/v1/erasures/${id}`)).status === 'done', 60_000)
  await weir.settled()
  expect(await exportedRows(client, 'buyers', 'ndjson')).toEqual([])
  for (const n of PEOPLE)
    for (const key of [`email:${emailOf(n)}`, `ttp:cookie-of-${n}-`])
      expect((await client.call('GET', `/v1/people/${key}`)).status, key).toBe(404)
  expect((await client.get<{ size: number }>('/v1/segments/buyers/size')).size).toBe(0)
}, 300_000)
