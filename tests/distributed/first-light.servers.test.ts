import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDeployment, startServers } from '../support/deployment.ts'
import type { Servers } from '../support/deployment.ts'
import { ADMIN_KEY } from '../support/embedded.ts'
import { allAt, exportedRows, figuresOf, membersOf } from '../support/embedded-client.ts'
import { purchasesAt, REFUSING } from '../support/refusals.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 4, 1)
const purchase = (id: string, at: number, who = 'ann') => ({
  event: 'Purchase',
  event_id: id,
  event_time: at / 1000,
  source: 'shop',
  user: { external_id: who },
  properties: { value: 5 },
})

let servers: Servers
beforeAll(async () => void (servers = await startServers()))
afterAll(() => servers[Symbol.asyncDispose]())

test('hits over HTTP become memberships, facts and reports in four processes', async () => {
  await using weir = await startDeployment({ servers, settings: { WEIR_PREFIX: 'first.', WEIR_CLOCK: 'manual' } })
  const { client } = weir
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.setClock(START)
  await client.put('/v1/segments/week', { name: 'This week', rule: { event: { name: 'Purchase' }, within: '7d' } })
  await client.put('/v1/segments/twice', {
    name: 'Twice',
    rule: { event: { name: 'Purchase' }, within: 'all', count: { gte: 2 } },
  })
  await client.send([purchase('o1', START), purchase('o1', START), purchase('o2', START, 'bob'), purchase('o3', START, 'bob')])
  await weir.progress.settled()
  expect(await figuresOf(client, 'week', START)).toEqual(allAt(2))
  expect(await figuresOf(client, 'twice', START)).toEqual(allAt(1))
  await client.setClock(START + 7 * DAY - 1)
  expect(await membersOf(client, 'week')).toHaveLength(2)
  await client.setClock(START + 7 * DAY)
  expect(await figuresOf(client, 'week', START + 7 * DAY)).toEqual(allAt(0))
  expect(await figuresOf(client, 'twice', START + 7 * DAY)).toEqual(allAt(1))
})

test(`whoever refuses is in no list and no file: ${REFUSING.length} ways in six dialects`, async () => {
  await using weir = await startDeployment({ servers, settings: { WEIR_PREFIX: 'refusals.', WEIR_CLOCK: 'manual' } })
  const { client } = weir
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await client.setClock(START)
  const rule = { event: { name: 'Purchase' }, within: 'all' }
  await client.put('/v1/segments/stored', { name: 'Stored', rule, purposes: ['storage', 'profiling'] })
  await client.send(purchasesAt(START))
  await weir.progress.settled()
  expect(await exportedRows(client, 'stored', 'ndjson')).toHaveLength(REFUSING.length + 1)
  await client.setClock(START + 10_000)
  for (const { what, refuse } of REFUSING)
    expect((await refuse(client, ADMIN_KEY, START + 10_000)).status, what).toBeLessThan(300)
  await weir.progress.settled()
  expect(await exportedRows(client, 'stored', 'ndjson')).toHaveLength(1)
  expect((await client.get<{ size: number }>('/v1/segments/stored/size')).size).toBe(1)
})
