import { expect, test } from 'vitest'
import { eventually } from '@weir/testkit'
import { allAt, figuresOf, membersOf, personOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { startWeir } from '../support/embedded.ts'

const START = Date.UTC(2024, 2, 1, 12)
/** Twenty people of whom eight buy; the sums of the best four are 80, 70, 60 and 60. */
const SPENT = [80, 70, 60, 60, 50, 40, 30, 20]
const NAMES = Array.from({ length: 20 }, (_, i) => `n${i}`)
const bestFifth = {
  percentile: { of: { event: { name: 'Purchase' }, sum: { path: 'properties.value' } }, within: '30d' },
  top: 0.15,
}

async function fill(client: Client): Promise<void> {
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  const send = (event: string, i: number, value: number): object => ({
    source: 'shop',
    event,
    event_id: `${event}-${i}-${value}`,
    event_time: START / 1000,
    user: { external_id: NAMES[i] },
    properties: { value, currency: 'EUR' },
  })
  await client.send([
    ...NAMES.map((_, i) => send('ViewContent', i, 0)),
    // In two parts, so that it is the sum that counts.
    ...SPENT.flatMap((value, i) => [send('Purchase', i, value - 5), send('Purchase', i, 5)]),
  ])
}

test('a segment of the best gets its members from one request, and loses those who are overtaken', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await fill(client)
  const saved = await client.put<{ unresolved: string[] }>('/v1/segments/best', { name: 'Best', rule: bestFifth })
  await weir.settled()
  expect(await client.get('/v1/segments/best')).toMatchObject({ unresolved: saved.unresolved, size: 0 })

  const answer = await client.post<{ computed: unknown[] }>('/v1/thresholds/compute', { wait: true })
  // The third best has 60, and so has the fourth: 15 % of 20 people, and whoever is equal.
  const told = { id: saved.unresolved[0], value: 60, people: 20, reached: 4, share: 0.2, top: 0.15, version: 1, changed: true }
  expect(answer.computed).toEqual([told])
  await weir.settled()
  expect(await client.get('/v1/segments/best')).not.toHaveProperty('unresolved')
  const people = async (): Promise<string[]> => (await membersOf(client, 'best')).map(({ person }) => person).toSorted()
  expect(await people()).toEqual(NAMES.slice(0, 4).map(personOf).toSorted())
  expect(await figuresOf(client, 'best', START)).toEqual(allAt(4))

  // Somebody else buys for more than all of them.
  const more = { source: 'shop', event: 'Purchase', event_id: 'more', event_time: START / 1000, user: { external_id: NAMES[19] } }
  await client.send([{ ...more, properties: { value: 500, currency: 'EUR' } }])
  await client.post('/v1/thresholds/compute', { wait: true, older_than_hours: 0 })
  await weir.settled()
  expect(await people()).toEqual([NAMES[0]!, NAMES[1]!, NAMES[19]!].map(personOf).toSorted())
})

test('a setting has it done without any request', async () => {
  await using weir = await startWeir({ WEIR_THRESHOLDS_EVERY: '50ms' })
  const { client } = weir
  await fill(client)
  await weir.settled()
  await client.put('/v1/segments/best', { name: 'Best', rule: bestFifth })
  await eventually(async () => (await client.get<{ size: number }>('/v1/segments/best')).size === 4, 30_000)
})
