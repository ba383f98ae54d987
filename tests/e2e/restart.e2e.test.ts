import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { allAt, figuresOf, membersOf } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 4, 1)
const purchase = (id: string, at: number) => ({
  event: 'Purchase',
  event_id: id,
  event_time: at / 1000,
  source: 'shop',
  user: { external_id: 'ann' },
  properties: { value: 5 },
})

async function setUp({ client }: LocalWeir): Promise<void> {
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/week', { name: 'This week', rule: { event: { name: 'Purchase' }, within: '7d' } })
  await client.put('/v1/segments/twice', {
    name: 'Twice',
    rule: { event: { name: 'Purchase' }, within: 'all', count: { gte: 2 } },
  })
}

test('a restart continues exactly where it was: duplicates, timers, memberships, definitions', async () => {
  await using folder = await tempFolder('restart')
  const settings = { WEIR_DATA: folder.path }
  {
    await using weir = await startWeir(settings)
    await weir.client.setClock(START)
    await setUp(weir)
    await weir.client.send([purchase('o1', START)])
  }
  {
    await using weir = await startWeir(settings)
    const { client } = weir
    // The very same event, a copy under another time, and the definitions once more: nothing of
    // that is new.
    await client.send([purchase('o1', START), purchase('o1', START - 1_000)])
    await setUp(weir)
    await weir.settled()
    expect(await figuresOf(client, 'week', START)).toEqual(allAt(1))
    expect(await figuresOf(client, 'twice', START)).toEqual(allAt(0))
    expect(await client.get<object>('/v1/segments/week')).toMatchObject({ version: 1, status: 'live' })
    // Time does not go back, not even over a restart.
    expect((await client.call('POST', '/v1/admin/clock', { now: START - 1 })).status).toBe(409)
    await client.setClock(START + 7 * DAY - 1)
    expect(await figuresOf(client, 'week', START + 7 * DAY - 1)).toEqual(allAt(1))
  }
  {
    await using weir = await startWeir(settings)
    const { client } = weir
    // The clock stands where it was left, so the timer that was armed two lives ago is still to
    // fire.
    expect(await membersOf(client, 'week')).toHaveLength(1)
    await client.setClock(START + 7 * DAY)
    expect(await figuresOf(client, 'week', START + 7 * DAY)).toEqual(allAt(0))
  }
  await using warehouse = await openClosedWarehouse(folder.path)
  const changes = await warehouse.rows<{ op: string; at: string }>(
    `SELECT op, toUnixTimestamp64Milli(at) AS at FROM memberships ORDER BY memberships.at`,
  )
  expect(changes.map(({ op, at }) => [op, Number(at)])).toEqual([
    ['entered', START],
    ['left', START + 7 * DAY],
  ])
  expect(
    await warehouse.rows(
      `SELECT event_id, toUInt32(max(copies)) AS copies FROM (SELECT event_id, count() AS copies FROM facts GROUP BY event_id, version) GROUP BY event_id`,
    ),
  ).toEqual([{ event_id: 'o1', copies: 1 }])
})

test('the event clock goes on from the latest event', async () => {
  await using folder = await tempFolder('event-clock')
  const settings = { WEIR_DATA: folder.path, WEIR_CLOCK: 'event' }
  const at = async ({ client }: LocalWeir): Promise<string> =>
    (await client.get<{ as_of: string }>('/v1/segments/week/size')).as_of
  {
    await using weir = await startWeir(settings)
    await setUp(weir)
    await weir.client.send([purchase('o1', START), purchase('o2', START + 3 * DAY), purchase('o3', START + 2 * DAY)])
    expect(await at(weir)).toBe(new Date(START + 3 * DAY).toISOString())
  }
  await using weir = await startWeir(settings)
  expect(await at(weir)).toBe(new Date(START + 3 * DAY).toISOString())
  await weir.settled()
  expect(await figuresOf(weir.client, 'week', START + 3 * DAY)).toEqual(allAt(1))
  // Somebody else's event moves time on, and the buyer leaves.
  await weir.client.send([{ event: 'Pageview', event_id: 'p1', event_time: (START + 10 * DAY) / 1000, source: 'shop' }])
  await expect.poll(async () => (await figuresOf(weir.client, 'week', START + 10 * DAY)).size, { timeout: 10_000 }).toBe(0)
  expect(await figuresOf(weir.client, 'week', START + 10 * DAY)).toEqual(allAt(0))
  expect(await figuresOf(weir.client, 'twice', START + 10 * DAY)).toEqual(allAt(1))
})
