import { asDate, dateOf, datesSql, dateValueArbitrary } from '@weir/segmentation/testing'
import type { Warehouse } from '@weir/warehouse'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFactsWarehouse } from '../support/facts-warehouse.ts'
import type { FactsWarehouse } from '../support/facts-warehouse.ts'

/**
 * One grammar of dates: the stream's reader, the oracle's and the warehouse's on the same values.
 */
const VALUES = Number(process.env['DATE_VALUES'] ?? 10_000)
const SEED = Number(process.env['SEED'] ?? 20_260_230)

let opened: FactsWarehouse
let warehouse: Warehouse

beforeAll(async () => {
  opened = await openFactsWarehouse([])
  warehouse = opened.warehouse
})
afterAll(() => opened[Symbol.asyncDispose]())

/** What the warehouse makes of each value, as raw JSON. */
async function bySql(values: readonly unknown[]): Promise<(number | null)[]> {
  const found: (number | null)[] = []
  for (let i = 0; i < values.length; i += 500) {
    const raws = values.slice(i, i + 500).map((value) => JSON.stringify(value))
    const sql = `SELECT ${datesSql('[raw]')}[1] AS ms, notEmpty(${datesSql('[raw]')}) AS is
      FROM (SELECT arrayJoin({raws:Array(String)}) AS raw) SETTINGS precise_float_parsing = 1`
    const rows = await warehouse.query<{ ms: number; is: number }>(sql, { raws }, { maxSeconds: 60 })
    found.push(...rows.map(({ ms, is }) => (is ? ms : null)))
  }
  return found
}

it(`stream, SQL and oracle read ${VALUES} values alike, good and nearly good ones`, async () => {
  const values = [...new Set(fc.sample(dateValueArbitrary, { numRuns: VALUES, seed: SEED }))]
  const sql = await bySql(values)
  const wrong = values.flatMap((value, i) => {
    const readings = { stream: dateOf(value) ?? null, oracle: asDate(value) ?? null, sql: sql[i] }
    return new Set(Object.values(readings)).size > 1 ? [{ value, ...readings }] : []
  })
  expect(wrong).toEqual([])
  const dates = sql.filter((ms) => ms !== null).length
  // Neither kind is rare, or nothing would have been tried.
  expect(dates).toBeGreaterThan(values.length / 5)
  expect(values.length - dates).toBeGreaterThan(values.length / 5)
})

it('and a reader that moves days which do not exist would be noticed', async () => {
  const values = ['2026-02-30', '2023-02-29', '2024-04-31', '2024-05-01T23:59:60Z']
  expect(await bySql(values)).toEqual(values.map(() => null))
  expect(values.map((value) => new Date(`${value}${value.includes('T') ? '' : 'T00:00:00Z'}`).getTime() || null)).not.toEqual(
    await bySql(values),
  )
})
