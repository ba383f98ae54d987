import { Registry } from '@weir/runtime'
import { eventually } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { daysToAttribute, daysToRollUp, oldAttributedRuns, oldRuns, rollUpDay } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { jsonLine, sampleAlias, sampleFact } from '@weir/warehouse/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { logger } from '../../test/support/loading.ts'
import { createExclusive } from '../exclusive.ts'
import { keepRollups } from './keep-rollups.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let warehouse: Warehouse
beforeAll(async () => {
  opened = await openTestWarehouse()
  warehouse = opened.warehouse
})
afterAll(() => opened[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const table of [
    'facts',
    'person_aliases',
    'rollup_days',
    'rollup_cells',
    'attributed_days',
    'attributed_people',
    'attributed_facts',
  ])
    await warehouse.command(`TRUNCATE TABLE ${table}`)
})

/** Looks rest four times as long as they took. */
const PATIENCE_MS = 60_000
let stored = 0
async function storeOne(day: string, name = 'AdImpression'): Promise<void> {
  const n = stored++
  const row = sampleFact({
    name,
    consent_measurement: 4,
    segments: [],
    event_time: `${day} 10:00:00.000`,
    eid: String(n).padStart(16, '0'),
    off: n,
  })
  await warehouse.insertLines('facts', [jsonLine(row)])
}
const waiting = async (): Promise<string[]> => (await daysToRollUp(warehouse)).map(({ day }) => day)
const isAttributed = async (): Promise<boolean> =>
  (await daysToAttribute(warehouse)).length === 0 && (await oldAttributedRuns(warehouse)).length === 0
const parts = { logger, exclusively: createExclusive(), lookMs: 20 }

test('every day is rolled up, and again after its facts have changed; cells of before go', { timeout: 120_000 }, async () => {
  await storeOne('2024-03-01')
  await storeOne('2024-03-02')
  const registry = new Registry()
  const keeping = keepRollups({ ...parts, warehouse, registry, keptMs: 0 })
  await eventually(async () => expect(await waiting()).toEqual([]), PATIENCE_MS)
  await storeOne('2024-03-02')
  expect(await waiting()).toEqual(['2024-03-02'])
  await eventually(async () => expect(await waiting()).toEqual([]), PATIENCE_MS)
  await eventually(async () => expect(await oldRuns(warehouse)).toEqual([]), PATIENCE_MS)
  await eventually(async () => expect(await registry.metrics()).toMatch(/^weir_rollup_conversion_days_waiting 0$/m), PATIENCE_MS)
  await keeping.close()
  const rows = await warehouse.query<{ day: string; impressions: number }>(
    'SELECT toString(day) AS day, toUInt32(sum(impressions)) AS impressions FROM rollup_cells WHERE everybody = 1 GROUP BY day ORDER BY day',
    {},
    { maxSeconds: 10 },
  )
  expect(rows).toEqual([
    { day: '2024-03-01', impressions: 1 },
    { day: '2024-03-02', impressions: 2 },
  ])
  const told = await registry.metrics()
  expect(told).toMatch(/^weir_rollup_conversion_days_waiting 0$/m)
  expect(told).toMatch(/^weir_rollup_days_waiting 0$/m)
  expect(told).toMatch(/^weir_rollup_failures_total 0$/m)
})

test.each([0, 1, 2])('killed after %i of the three writes of a day it does it again', { timeout: 120_000 }, async (writes) => {
  await storeOne('2024-03-01')
  let left = writes
  const dying: Warehouse = {
    ...warehouse,
    async command(sql, params) {
      if (left-- <= 0) throw new Error('killed')
      return warehouse.command(sql, params)
    },
  }
  const registry = new Registry()
  const dead = keepRollups({ ...parts, warehouse: dying, registry, keptMs: 0 })
  await eventually(async () => expect(await registry.metrics()).toMatch(/^weir_rollup_failures_total [1-9]/m), PATIENCE_MS)
  await dead.close()
  const next = keepRollups({ ...parts, warehouse, keptMs: 0 })
  await eventually(async () => expect([await waiting(), await oldRuns(warehouse)]).toEqual([[], []]), PATIENCE_MS)
  await next.close()
})

test('conversions are attributed, and again when persons turn out to be one', { timeout: 120_000 }, async () => {
  await storeOne('2024-03-01', 'AdClick')
  await storeOne('2024-03-02', 'Purchase')
  const keeping = keepRollups({ ...parts, warehouse, keptMs: 0 })
  await eventually(async () => expect(await isAttributed()).toBe(true), PATIENCE_MS)
  const run = async (): Promise<unknown> =>
    warehouse.query('SELECT toString(run) AS run, click_ms > 0 AS clicked FROM attributed_facts', {}, { maxSeconds: 10 })
  const before = await run()
  expect(before).toMatchObject([{ clicked: 1 }])
  await warehouse.insertLines('person_aliases', [jsonLine(sampleAlias({ person: 'other', into: sampleFact().person }))])
  expect(await isAttributed()).toBe(false)
  await eventually(async () => expect(await isAttributed()).toBe(true), PATIENCE_MS)
  await keeping.close()
  expect(await run()).not.toEqual(before)
})

test.each([0, 1, 2, 3])(
  'killed after %i of the four writes of conversions it does them again',
  { timeout: 120_000 },
  async (writes) => {
    await storeOne('2024-03-02', 'Purchase')
    const [day] = await daysToRollUp(warehouse)
    await rollUpDay(warehouse, day!)
    let left = writes
    const dying: Warehouse = {
      ...warehouse,
      async command(sql, params) {
        if (left-- <= 0) throw new Error('killed')
        return warehouse.command(sql, params)
      },
    }
    const registry = new Registry()
    const dead = keepRollups({ ...parts, warehouse: dying, registry, keptMs: 0 })
    await eventually(async () => expect(await registry.metrics()).toMatch(/^weir_rollup_failures_total [1-9]/m), PATIENCE_MS)
    await dead.close()
    expect(await daysToAttribute(warehouse)).toHaveLength(1)
    const next = keepRollups({ ...parts, warehouse, keptMs: 0 })
    await eventually(async () => expect(await isAttributed()).toBe(true), PATIENCE_MS)
    await next.close()
  },
)
