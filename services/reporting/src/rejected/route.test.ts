import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { World } from '../../test/world.ts'
import { createWorld } from '../../test/world.ts'

/** What was refused, through the route and the real engine. */

const opened = await openTestWarehouse()
let world: World

beforeAll(async () => {
  world = await createWorld({ warehouse: opened.warehouse })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await opened[Symbol.asyncDispose]()
})

test('lists refusals, newest first, with counts by code', async () => {
  const refused = (id: string, time: string, code: string, source: string): Buffer =>
    Buffer.from(
      JSON.stringify({ id, rejected_at: time, source, channel: 'server', code, path: 'data.0', message: 'no', body: '{}' }),
    )
  await opened.warehouse.insertLines('rejected', [
    refused('r1', '2023-07-01 00:00:00.000', 'invalid_field', 'shop'),
    refused('r2', '2023-07-02 00:00:00.000', 'event_too_old', 'shop'),
    refused('r3', '2023-07-03 00:00:00.000', 'invalid_field', 'app'),
    refused('r4', '2023-07-04 00:00:00.000', 'refused_credential', 'shop'),
  ])
  const all = (await world.ask('GET', '/v1/rejected?from=2023-07-01&to=2023-08-01&limit=2')).json()
  expect(all).toMatchObject({
    counts: { invalid_field: 2, event_too_old: 1 },
    rejected: [{ id: 'r3', rejected_at: '2023-07-03T00:00:00.000Z' }, { id: 'r2' }],
  })
  const shop = (await world.ask('GET', '/v1/rejected?from=2023-07-01&to=2023-08-01&source=shop&code=invalid_field')).json()
  expect(shop).toMatchObject({ counts: { invalid_field: 1 }, rejected: [{ id: 'r1' }] })
  // No refused events: only who asks for them sees them.
  expect(Object.keys((all as { counts: object }).counts)).not.toContain('refused_credential')
  const keys = (await world.ask('GET', '/v1/rejected?from=2023-07-01&to=2023-08-01&code=refused_credential')).json()
  expect(keys).toMatchObject({ counts: { refused_credential: 1 }, rejected: [{ id: 'r4' }] })
})
