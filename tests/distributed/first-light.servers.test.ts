import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDeployment, startServers } from '../support/deployment.ts'
import type { Servers } from '../support/deployment.ts'
import { allAt, figuresOf, membersOf } from '../support/embedded-client.ts'

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
