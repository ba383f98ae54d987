import { afterAll, beforeAll, expect, test } from 'vitest'
import type { World } from '../../test/world.ts'
import { createWorld, NOW } from '../../test/world.ts'

/** Of a service that has no folder for reports; the rest is in tests/e2e/schedules.e2e.test.ts. */

let world: World
const body = { name: 'Daily', cron: '0 7 * * *', tz: 'Europe/Berlin', period: 'yesterday' as const }

beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world[Symbol.asyncDispose]())

test('neither a schedule nor a run is taken that no process could make', async () => {
  const put = await world.ask('PUT', '/v1/report-schedules/daily', body)
  expect([put.statusCode, put.json()]).toMatchObject([503, { detail: expect.stringContaining('WEIR_REPORTS') }])
  // One that was saved while there was a folder.
  await world.config.put('report-schedule:daily', { ...body, report: {}, formats: ['html'], saved_at: NOW })
  const run = await world.ask('POST', '/v1/report-schedules/daily/run', {})
  expect([run.statusCode, run.json()]).toMatchObject([503, { detail: expect.stringContaining('WEIR_REPORTS') }])
  expect((await world.ask('GET', '/v1/report-schedules/daily/runs')).json()).toMatchObject({ runs: [] })
})
