import { TOPICS } from '@weir/contracts'
import type { RejectedRow } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** Who changed what, from the request to the engine and back. */

const opened = await openTestWarehouse()
let world: World
let log: ReturnType<typeof createMemoryLog>

beforeAll(async () => {
  log = createMemoryLog({ partitions: 1 })
  world = await createWorld({ warehouse: opened.warehouse, deps: { log } })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await log.close()
  await opened[Symbol.asyncDispose]()
})

interface Change {
  route: string
  target: string
  status: number
  actor: { key: string; name: string | null }
  session?: string
}

const trail = async (query = ''): Promise<Change[]> =>
  (await world.ask('GET', `/v1/audit-trail?${query}`)).json<{ changes: Change[] }>().changes

test('tells changes, exports and attempts, by whom, and of nobody who was looked for', async () => {
  const viewer = await world.key(['read'])
  const asViewer = { authorization: `Bearer ${viewer}` }
  const rule = { event: { name: 'Purchase' }, within: '7d' }
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule })
  await world.app.inject({ method: 'DELETE', url: '/v1/segments/buyers', headers: asViewer })
  const signedIn = await world.app.inject({ method: 'POST', url: '/v1/session', payload: { key: viewer } })
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!
  const token = signedIn.json<{ csrf_token: string }>().csrf_token
  await world.app.inject({ method: 'DELETE', url: '/v1/session', headers: { cookie, 'x-csrf-token': token } })
  await world.ask('GET', '/v1/segments/buyers/export')
  await world.ask('DELETE', '/v1/people/email:ada@example.com')
  // None of these changes anything, or is by somebody known.
  await world.ask('GET', '/v1/segments')
  await world.ask('POST', '/v1/segments/preview', { rule })
  await world.ask('GET', '/v1/segments/buyers/changes')
  await world.app.inject({ method: 'DELETE', url: '/v1/segments/buyers' })

  const records = await log.read(TOPICS.rejected, 0, 0, { records: 100, bytes: 1e6 })
  const rows = records.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as RejectedRow)
  await opened.warehouse.insertLines(
    'rejected',
    // Within one millisecond they would come in any order.
    rows.map((row, i) =>
      Buffer.from(JSON.stringify({ ...row, rejected_at: row.rejected_at.replace(/\d{3}$/, String(100 + i)) })),
    ),
  )
  // As of now, the instants are a fraction of a second ahead.
  const range = 'from=2024-04-01&to=2024-06-01'
  const told = await trail(range)
  const key = viewer.split('_')[1]!
  expect(told.map(({ route, target, status, actor }) => [route, target, status, actor.key === key ? 'viewer' : 'admin'])).toEqual(
    [
      ['DELETE /v1/people/:key', '', expect.any(Number), 'admin'],
      ['GET /v1/segments/:id/export', 'buyers', 200, 'admin'],
      ['DELETE /v1/session', '', 204, 'viewer'],
      ['POST /v1/session', '', 201, 'viewer'],
      ['DELETE /v1/segments/:id', '', 403, 'viewer'],
      ['PUT /v1/segments/:id', 'buyers', 200, 'admin'],
    ],
  )
  expect(told[2]).toMatchObject({ session: cookie.split('=')[1]!.split('.')[0], actor: { name: 'test' } })
  expect(JSON.stringify(rows)).not.toMatch(/ada@|example/)
  expect((await trail(`${range}&actor=${key}`)).length).toBe(3)
  expect((await trail(`${range}&target=buyers&limit=1`)).map(({ route }) => route)).toEqual(['GET /v1/segments/:id/export'])
  // It is for administrators, and no refusal.
  const refusals = await world.app.inject({ url: `/v1/rejected?${range}&code=audit_trail`, headers: asViewer })
  expect(refusals.json()).toMatchObject({ counts: {}, rejected: [] })
})
