import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, seededRandom } from '@weir/testkit'
import { openWarehouse } from '@weir/warehouse'
import { expect, test } from 'vitest'
import { startDeployment, startServers } from '../../support/deployment.ts'
import type { Client } from '../../support/embedded-client.ts'

const LONG = process.env['CHAOS'] === 'long'
const SEED = Number(process.env['SEED'] ?? 20240408)
const EVENTS = LONG ? 5_000 : 400
const HOUR = 3_600_000
const STEP_MS = 2 * HOUR
const START = Date.UTC(2024, 4, 1)

interface Copied {
  id: string
  person: string
  /** When each copy is sent, Unix ms, the first one first. */
  sends: number[]
}

/** Each event is sent once to five times, within the 47 h after the first time. */
function story(seed: number): Copied[] {
  const random = seededRandom(seed)
  return Array.from({ length: EVENTS }, (_, i) => {
    const first = START + random.int(24 * HOUR)
    const copies = Array.from({ length: random.int(5) }, () => first + random.int(47 * HOUR))
    return { id: `c${i}`, person: `p${i}`, sends: [first, ...copies.sort((a, b) => a - b)] }
  })
}

test('an event that is sent up to five times within 47 hours has one effect; after 49 hours it is a new one', async () => {
  const events = story(SEED)
  await using servers = await startServers()
  await using weir = await startDeployment({ servers, settings: { WEIR_CLOCK: 'manual' } })
  const { client, progress } = weir
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.setClock(START)
  // A manual clock that was never set is pinned by the first hit, so ingest has to hear of it
  // before.
  await sleep(1_000)
  const counts = { once: { gte: 1 }, twice: { gte: 2 } }
  for (const [id, count] of Object.entries(counts))
    await client.put(`/v1/segments/${id}`, { name: id, rule: { event: { name: 'Purchase' }, within: 'all', count } })

  let copies = 0
  for (let at = START; at < START + 72 * HOUR; at += STEP_MS) {
    const due = events.flatMap(({ id, person, sends }) =>
      sends.filter((send) => send >= at && send < at + STEP_MS).map(() => purchase(id, person, sends[0]!)),
    )
    // The clock stands at the end of the step in which they are sent, so copies are received 48
    // hours apart at most.
    await setTime(client, at + STEP_MS)
    await client.send(due)
    copies += due.length
  }
  await progress.settled()
  const look = () => effects(client, servers.clickhouse)
  expect(copies).toBeGreaterThan(2 * EVENTS)
  expect(await look()).toEqual({ facts: EVENTS, most: 1, once: EVENTS, twice: 0 })

  // 49 hours after the last of them was sent first: the very same event is still the same to
  // segments and reports ...
  const later = START + (24 + 2 + 49) * HOUR
  await setTime(client, later)
  await client.send(events.map(({ id, person, sends }) => purchase(id, person, sends[0]!)))
  await progress.settled()
  expect(await look()).toEqual({ facts: EVENTS, most: 1, once: EVENTS, twice: 0 })
  // ... and what happened anew has its effect, though its id has been used before; again copies of
  // it have none.
  await setTime(client, later + 49 * HOUR)
  for (let copy = 0; copy < 2; copy++) await client.send(events.map(({ id, person }) => purchase(id, person, later + 49 * HOUR)))
  await progress.settled()
  expect(await look()).toEqual({ facts: 2 * EVENTS, most: 2, once: EVENTS, twice: EVENTS })
  process.stdout.write(
    `seed ${SEED}: ${EVENTS} events sent ${copies} times within 47 h, one effect each; sent again after 49 h, two effects each\n`,
  )
})

/**
 * Also ingest knows the time then: its clock follows within moments, and what lies ahead of it is
 * refused.
 */
async function setTime(client: Client, now: number): Promise<void> {
  await client.setClock(now)
  const probe = { event: 'Pageview', event_id: `clock-${now}`, event_time: now / 1000, source: 'shop' }
  await eventually(async () => (await client.call('POST', '/v1/events', [probe])).status === 202)
}

function purchase(id: string, person: string, at: number): object {
  return { event: 'Purchase', event_id: id, event_time: at / 1000, source: 'shop', user: { external_id: person } }
}

async function effects(client: Client, clickhouse: Parameters<typeof openWarehouse>[0]) {
  const warehouse = openWarehouse(clickhouse)
  try {
    const sql = `SELECT sum(rows) AS facts, max(rows) AS most FROM (SELECT count() AS rows FROM facts FINAL WHERE person != '' GROUP BY event_id)`
    const [row] = await warehouse.query<{ facts: string; most: string }>(sql, {}, { maxSeconds: 60 })
    const size = async (id: string) => (await client.get<{ size: number }>(`/v1/segments/${id}/size`)).size
    return { facts: Number(row!.facts), most: Number(row!.most), once: await size('once'), twice: await size('twice') }
  } finally {
    await warehouse.close()
  }
}
