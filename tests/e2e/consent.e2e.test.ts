import { createHash } from 'node:crypto'
import { filesBelow } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { exportedRows, figuresOf, allAt, membersOf, personOf } from '../support/embedded-client.ts'

const NOW = Date.UTC(2024, 6, 1)
const purchase = (person: string, more: object = {}) => ({
  event: 'Purchase',
  event_id: `o-${person}`,
  event_time: NOW / 1000,
  source: 'shop',
  user: { external_id: person, email: `${person}@example.org` },
  ...more,
})
const withdrawal = (person: string, purposes: object, second: number) => ({
  event: 'Consent',
  event_id: `c-${person}-${second}`,
  event_time: NOW / 1000 + second,
  source: 'shop',
  user: { external_id: person },
  consent: { purposes },
})

let weir: LocalWeir
beforeAll(async () => {
  weir = await startWeir()
  await weir.client.setClock(NOW)
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await weir.client.put('/v1/sources/careful', { name: 'Careful', kind: 'pixel' })
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: 'all' } })
  await weir.client.put('/v1/segments/counted', {
    name: 'Counted',
    rule: { event: { name: 'Purchase' }, within: 'all' },
    purposes: ['measurement'],
  })
})
afterAll(() => weir[Symbol.asyncDispose]())

test('a withdrawal ends the membership at once, and no export opened afterwards has the person', async () => {
  const { client } = weir
  const people = ['ann', 'bob', 'cem', 'dee']
  await client.send(people.map((person) => purchase(person)))
  await weir.settled()
  expect(await figuresOf(client, 'buyers', NOW)).toEqual(allAt(4))

  await client.setClock(NOW + 10_000)
  await client.send([withdrawal('bob', { personalised_ads: false }, 10)])
  await weir.settled()
  expect(await figuresOf(client, 'buyers', NOW + 10_000)).toEqual(allAt(3))
  const files = [
    await exportedRows(client, 'buyers', 'csv'),
    await exportedRows(client, 'buyers', 'ndjson'),
    await exportedRows(client, 'buyers', 'tiktok_file', 'EMAIL_SHA256'),
  ]
  for (const text of files.map((rows) => rows.join('\n'))) {
    expect(text).not.toContain(personOf('bob'))
    expect(text).not.toContain(createHash('sha256').update('bob@example.org').digest('hex'))
  }
  // Another purpose is another question; and what was before the withdrawal stays true of then.
  expect((await membersOf(client, 'counted')).map(({ person }) => person)).toContain(personOf('bob'))
  expect((await figuresOf(client, 'buyers', NOW)).preview).toBe(4)
  expect(await client.get('/v1/people/external_id:bob')).toMatchObject({
    memberships: [{ segment: 'counted' }],
    consent: { personalised_ads: { granted: false, by: 'signal' } },
  })

  // A basis never outranks what the person said; a new signal does.
  await client.setClock(NOW + 20_000)
  await client.send([purchase('bob', { event_id: 'o-bob-2', event_time: NOW / 1000 + 20 })])
  await weir.settled()
  expect(await figuresOf(client, 'buyers', NOW + 20_000)).toEqual(allAt(3))
  await client.setClock(NOW + 30_000)
  await client.send([withdrawal('bob', { personalised_ads: true }, 30)])
  await weir.settled()
  expect(await figuresOf(client, 'buyers', NOW + 30_000)).toEqual(allAt(4))
})

test('without consent to storage nothing that identifies is kept anywhere', async () => {
  const { client } = weir
  const canary = 'canary-person-7f3a'
  await client.send([
    purchase(canary, { source: 'careful', event_id: 'careful-1', traits: { city: canary } }),
    purchase(canary, { event_id: 'shop-1', consent: { purposes: { storage: false } } }),
  ])
  await weir.settled()
  expect((await client.call('GET', `/v1/people/external_id:${canary}`)).status).toBe(404)
  const bySource = await client.get<{ rows: object[] }>(
    '/v1/reports/segments?from=2024-07-01&to=2024-07-02&group_by=source&metrics=conversions&attribution=none',
  )
  expect(bySource.rows).toContainEqual({ source: 'careful', conversions: 1 })
  const traces = [
    canary,
    createHash('sha256').update(canary).digest('hex'),
    createHash('sha256').update(`${canary}@example.org`).digest('hex'),
  ]
  for await (const { path, bytes } of filesBelow(weir.folder))
    for (const trace of traces) expect(bytes.includes(trace), `${trace} in ${path}`).toBe(false)
})
