import { personId } from '@weir/contracts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addPeople, createWorld } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/**
 * Audits on a state in memory and a warehouse that is away. What they find is in
 * tests/e2e/parity-audit.
 */

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world[Symbol.asyncDispose]())

const NOTHING = { checked: 0, mismatches: [], skipped: 0, skipped_because: { changed: 0, definitions: 0, inexact: 0 } }
const metrics = async (): Promise<string> => (await world.ask('GET', '/metrics')).body

test('an audit without segments or people asks nobody and finds nothing', async () => {
  expect((await world.ask('POST', '/v1/admin/audit')).json()).toEqual(NOTHING)
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
  expect((await world.ask('POST', '/v1/admin/audit', { people: 10 })).json()).toEqual(NOTHING)
})

test('an audit that cannot be finished says so, is counted, and does no harm', async () => {
  await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
  const [id] = await addPeople(world.fold, [{ identifiers: [{ type: 'external_id', value: 'ann' }], member: ['buyers'] }])
  expect(id).toBe(personId('external_id:ann'))
  expect(await metrics()).toContain('weir_parity_failures_total 0\n')
  for (const times of [1, 2]) {
    const answer = await world.ask('POST', '/v1/admin/audit')
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, 'unavailable'])
    expect(await metrics()).toContain(`weir_parity_failures_total ${times}\n`)
  }
  expect(await metrics()).toContain('weir_parity_checked_total 0\n')
})

test('only an administrator asks for audits, and for a sensible number of people', async () => {
  expect((await world.ask('POST', '/v1/admin/audit', { people: 0 })).statusCode).toBe(400)
  expect((await world.ask('POST', '/v1/admin/audit', { persons: 5 })).statusCode).toBe(400)
  const answer = await world.app.inject({
    method: 'POST',
    url: '/v1/admin/audit',
    headers: { authorization: `Bearer ${await world.key(['read', 'export'])}` },
  })
  expect(answer.statusCode).toBe(403)
})
