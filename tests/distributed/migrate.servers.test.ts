import { eventually, tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { addressesOf, startDeployment, startServers } from '../support/deployment.ts'
import { startWeir } from '../support/embedded.ts'
import { membersOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { runCli } from '../support/programs.ts'

const DAY = 86_400_000
const START = Date.UTC(2024, 4, 1)
const PEOPLE = 400
const DAYS = 45
const SEGMENTS = {
  month: { event: { name: 'Purchase' }, within: '30d' },
  busy: { event: { name: 'Purchase' }, within: 'all', count: { gte: 6 } },
  lapsed: {
    all: [{ event: { name: 'Purchase' }, within: 'all' }, { not: { event: { name: 'Purchase' }, within: '14d' } }],
  },
}

/** A few weeks of a shop, with copies; the manual clock moves on with each day. */
async function live(client: Client): Promise<void> {
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.setClock(START)
  for (const [id, rule] of Object.entries(SEGMENTS)) await client.put(`/v1/segments/${id}`, { name: id, rule })
  for (let day = 0; day < DAYS; day++) {
    await client.setClock(START + day * DAY)
    const buyers = Array.from({ length: 60 }, (_, i) => (day * 37 + i * (1 + (day % 7))) % PEOPLE)
    const events = buyers.map((who, i) => ({
      event: 'Purchase',
      event_id: `d${day}-${i}`,
      event_time: (START + day * DAY - (i % 5) * 3_600_000) / 1000,
      source: 'shop',
      user: { external_id: `p${who}` },
      properties: { value: who % 50 },
    }))
    await client.send([...events, ...events.slice(0, 10)])
  }
}

/** Who is erased before the move; each has bought something. */
const ERASED = Array.from({ length: 12 }, (_, i) => `p${i * 31}`)

async function erase(client: Client): Promise<void> {
  const asked = await Promise.all(
    ERASED.map((who) => client.call<{ erasure: string; persons: number }>('DELETE', `/v1/people/external_id:${who}`)),
  )
  expect(asked.map(({ status, body }) => [status, body.persons])).toEqual(ERASED.map(() => [202, 1]))
  await eventually(async () => {
    for (const { body } of asked)
      if ((await client.get<{ status: string }>(`/v1/erasures/${body.erasure}`)).status !== 'done') return false
    return true
  }, 60_000)
}

/** Those of the erased who are found. */
async function known(client: Client): Promise<string[]> {
  const answers = await Promise.all(
    ERASED.map(async (who) => ({ who, status: (await client.call('GET', `/v1/people/external_id:${who}`)).status })),
  )
  return answers.flatMap(({ who, status }) => (status === 404 ? [] : [who]))
}

async function membersByName(client: Client): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const id of Object.keys(SEGMENTS)) found[id] = (await membersOf(client, id)).map(({ person }) => person).sort()
  return found
}

test('a one-process deployment moves to Kafka, Redis and ClickHouse with equal memberships, whatever interrupts it', async () => {
  await using folder = await tempFolder('migrate')
  const settings = { WEIR_DATA: folder.path, WEIR_CLOCK: 'manual', WEIR_PARTITIONS: '1' }
  let before: Record<string, string[]>
  {
    await using weir = await startWeir(settings)
    await live(weir.client)
    await weir.settled()
    expect(await known(weir.client)).toEqual(ERASED)
    await erase(weir.client)
    before = await membersByName(weir.client)
  }
  expect(Object.values(before).every((members) => members.length > 5 && members.length < PEOPLE)).toBe(true)

  await using servers = await startServers()
  const env = { ...addressesOf(servers), WEIR_PARTITIONS: '3', WEIR_CLOCK: 'manual' }
  const migrate = () => runCli(['migrate', '--to', 'distributed', '--data', folder.path], env)
  {
    // Killed when part of the log is through.
    await using killed = await migrate()
    await killed.prints(/copying \d+ %/, 60_000)
    await killed.kill('SIGKILL')
  }
  await using whole = await migrate()
  const { code } = await whole.ended
  expect(code, whole.stderr()).toBe(0)
  expect(whole.stdout()).toMatch(/month +\d+ +equal/)
  // Once more changes nothing.
  await using again = await migrate()
  expect((await again.ended).code, again.stderr()).toBe(0)

  await using weir = await startDeployment({ servers, settings: { WEIR_PARTITIONS: '3', WEIR_CLOCK: 'manual' } })
  expect(await membersByName(weir.client)).toEqual(before)
  // Who was erased did not come with it, and their late hits of before make nobody known.
  expect(await known(weir.client)).toEqual([])
  const late = { event: 'Purchase', event_time: (START + 3 * DAY) / 1000, source: 'shop' }
  await weir.client.send(ERASED.map((who) => ({ ...late, event_id: `late-${who}`, user: { external_id: who } })))
  await weir.progress.settled()
  expect(await known(weir.client)).toEqual([])
  expect(await membersByName(weir.client)).toEqual(before)
  const { size } = await weir.client.post<{ size: number }>('/v1/segments/preview', { rule: SEGMENTS.busy })
  expect(size).toBe(before['busy']?.length)
  // It goes on from there: an event that was migrated counts no second time, and time passes.
  await weir.client.send([
    {
      event: 'Purchase',
      event_id: 'd44-0',
      event_time: (START + 44 * DAY) / 1000,
      source: 'shop',
      user: { external_id: `p${(44 * 37) % PEOPLE}` },
    },
  ])
  await weir.progress.settled()
  expect((await membersByName(weir.client))['busy']).toEqual(before['busy'])
  await weir.client.setClock(START + (DAYS + 31) * DAY)
  expect((await membersByName(weir.client))['month']).toEqual([])
}, 480_000)

test('a migration refuses a target that holds something else, and a folder that is none', async () => {
  await using servers = await startServers()
  await using folder = await tempFolder('nothing')
  const env = { ...addressesOf(servers), WEIR_PARTITIONS: '1' }
  const migrate = (data: string) => runCli(['migrate', '--to', 'distributed', '--data', data], env)
  await using none = await migrate(folder.path)
  expect((await none.ended).code).toBe(1)
  expect(none.stderr()).toMatch(/there is no deployment in/)
  {
    await using weir = await startWeir({ WEIR_DATA: folder.path })
    await weir.client.setClock(START)
  }
  {
    await using weir = await startDeployment({ servers, settings: { WEIR_PARTITIONS: '1' } })
    await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
    await weir.client.send([{ event: 'Pageview', event_id: '1', event_time: START / 1000, source: 'shop' }])
  }
  await using taken = await migrate(folder.path)
  expect((await taken.ended).code).toBe(1)
  expect(taken.stderr()).toMatch(/has hits of another deployment/)
})
