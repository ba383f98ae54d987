import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import { ROOT } from '../tidy/repository.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { membersOf, personOf } from '../support/embedded-client.ts'
import { runCli } from '../support/programs.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2024, 2, 1, 12)
const PEOPLE = 60

interface Diff {
  enter: number
  leave: number
  stay: number
  size_before: number
  size_after: number
  sample: { enter: string[]; leave: string[] }
}
interface Preview {
  size: number
  entering_24h: number
  leaving_24h: number
  matchable: Record<string, number>
}

/** People who look and buy on one of ten days, some of them twice, from different hours on. */
async function tenDays(weir: LocalWeir): Promise<void> {
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (let day = 0; day < 10; day++) {
    const now = START + day * DAY
    await client.setClock(now)
    const event = (who: number, event: string, hours: number) => ({
      event,
      event_id: `${event}-${day}-${who}`,
      event_time: (now - hours * HOUR) / 1000,
      source: 'shop',
      user: { external_id: `p${who}`, ...(who % 3 === 0 ? { email: `p${who}@example.org` } : {}) },
    })
    const who = Array.from({ length: PEOPLE }, (_, i) => i)
    await client.send([
      ...who.filter((i) => i % 10 === day).map((i) => event(i, 'ViewContent', i % 24)),
      ...who.filter((i) => i % 7 === day || i % 11 === day).map((i) => event(i, 'Purchase', i % 23)),
    ])
  }
  await weir.settled()
}

const members = async ({ client }: LocalWeir, id: string): Promise<string[]> =>
  (await membersOf(client, id)).map(({ person }) => person).toSorted()

test('a diff foretells what a change does to the members', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await tenDays(weir)
  await client.put('/v1/segments/lookers', { name: 'Lookers', rule: { event: { name: 'ViewContent' }, within: '5d' } })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '4d' } })
  const changes = [
    { event: { name: 'Purchase' }, within: '7d' },
    { event: { name: 'Purchase' }, within: { from: '7d', to: '2d' } },
    { all: [{ event: { name: 'Purchase' }, within: 'all' }, { not: { segment: 'lookers' } }] },
    { any: [{ segment: 'lookers' }, { event: { name: 'Purchase' }, within: '1d' }] },
  ]
  for (const rule of changes) {
    const before = await members(weir, 'buyers')
    const diff = await client.post<Diff>('/v1/segments/buyers/diff', { rule })
    await client.put('/v1/segments/buyers', { name: 'Buyers', rule })
    await weir.settled()
    const after = await members(weir, 'buyers')
    const enter = after.filter((person) => !before.includes(person))
    const leave = before.filter((person) => !after.includes(person))
    expect(enter.length + leave.length).toBeGreaterThan(0)
    expect(diff).toMatchObject({
      enter: enter.length,
      leave: leave.length,
      stay: before.length - leave.length,
      size_before: before.length,
      size_after: after.length,
    })
    expect(diff.sample.enter).toHaveLength(Math.min(enter.length, 20))
    expect(enter).toEqual(expect.arrayContaining(diff.sample.enter))
    expect(leave).toEqual(expect.arrayContaining(diff.sample.leave))
  }
  const circle = await client.call('POST', '/v1/segments/lookers/diff', { rule: { not: { segment: 'buyers' } } })
  expect(circle).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'rule', message: expect.stringMatching(/buyers -> lookers/) }] },
  })
  expect((await client.call('POST', '/v1/segments/nobody/diff', { rule: changes[0] })).status).toBe(404)
})

test('a preview foretells the next day', async () => {
  await using weir = await startWeir()
  const { client } = weir
  await tenDays(weir)
  const now = START + 9 * DAY
  const bought = { event: { name: 'Purchase' }, within: '4d' }
  const looked = { event: { name: 'ViewContent' }, within: { from: '6d', to: '3d' } }
  const rule = { any: [{ all: [bought, { not: looked }] }, { event: { name: 'ViewContent' }, within: { whole_days: 2 } }] }
  const foretold = await client.post<Preview>('/v1/segments/preview', { rule })
  await client.put('/v1/segments/mixed', { name: 'Mixed', rule })
  await weir.settled()
  const today = await members(weir, 'mixed')
  expect(foretold.size).toBe(today.length)
  expect(foretold.matchable).toMatchObject({
    EXTERNAL_ID_SHA256: today.length,
    EMAIL_SHA256: Array.from({ length: PEOPLE }, (_, i) => i).filter((i) => i % 3 === 0 && today.includes(personOf(`p${i}`)))
      .length,
  })

  await client.setClock(now + DAY)
  await weir.settled()
  const tomorrow = await members(weir, 'mixed')
  // Somebody bought in the meantime: that was not known then, and looking back changes nothing
  // about it.
  await client.send([
    {
      event: 'Purchase',
      event_id: 'new',
      event_time: (now + HOUR) / 1000,
      source: 'shop',
      user: { external_id: 'somebody new' },
    },
  ])
  await weir.settled()
  const { entering_24h, leaving_24h } = foretold
  expect(entering_24h).toBe(tomorrow.filter((person) => !today.includes(person)).length)
  expect(leaving_24h).toBe(today.filter((person) => !tomorrow.includes(person)).length)
  expect(entering_24h).toBeGreaterThan(0)
  expect(leaving_24h).toBeGreaterThan(0)
  expect(await client.post('/v1/segments/preview', { rule, as_of: now })).toMatchObject({ entering_24h, leaving_24h })
})

test('the starter audiences fit the budget, and what does not fit is refused', async () => {
  const library = join(ROOT, 'infra/segments')
  await using weir = await startWeir()
  const env = { INIT_CWD: join(library, '..'), WEIR_URL: weir.url, WEIR_KEY: ADMIN_KEY }
  await using cli = await runCli(['segments', 'apply', 'segments', '--yes'], env)
  expect(await cli.ended, cli.stderr()).toMatchObject({ code: 0 })
  const { segments } = await weir.client.get<{ segments: { id: string; cost: { state_bytes_max: number } }[] }>(
    '/v1/segments?include=cost',
  )
  expect(segments.map(({ id }) => `${id}.yaml`).toSorted()).toEqual((await readdir(library)).toSorted())
  for (const { id, cost } of segments) {
    expect(cost.state_bytes_max, id).toBeGreaterThan(0)
    expect(cost.state_bytes_max, id).toBeLessThan(65_536)
  }

  const rule = { event: { name: 'Purchase' }, within: '30d', count: { gte: 10_000 } }
  const refused = await weir.client.call('PUT', '/v1/segments/hostile', { name: 'Hostile', rule })
  expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_field', errors: [{ path: 'rule' }] } })
})

test('the budget can be set', async () => {
  await using weir = await startWeir({ WEIR_SEGMENT_STATE_BYTES_MAX: '1000000', WEIR_SEGMENT_BACKFILL_EVENTS_MAX: '20' })
  const { client } = weir
  await tenDays(weir)
  const put = (rule: object) => client.call('PUT', '/v1/segments/tried', { name: 'Tried', rule })
  expect(await put({ event: { name: 'Purchase' }, within: '1d', count: { gte: 10_000 } })).toMatchObject({ status: 200 })
  expect(await put({ event: { name: 'Purchase' }, within: '20d' })).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(/history.* 20 \(WEIR_SEGMENT_BACKFILL_EVENTS_MAX\)/), errors: [{ path: 'rule' }] },
  })
})
