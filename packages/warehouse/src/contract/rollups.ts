import { expect, it } from 'vitest'
import type { FactRow } from '@weir/contracts'
import { erasePersons } from '../erase-persons.ts'
import type { Warehouse } from '../port.ts'
import { deleteOldFacts } from '../retention.ts'
import { daysToRollUp, deleteRuns, oldRuns, rollUpDay } from '../rollups/index.ts'
import { jsonLine, sampleFact } from './samples.ts'
import type { Setting } from './setting.ts'
import { LIMITS } from './setting.ts'

const DAY = '1990-05-06'

/** What reports rely on that read sums of days instead of facts. */
export function rollupPromises(setting: Setting): void {
  const warehouse = () => setting.warehouse
  const insert = (...rows: Partial<FactRow>[]): Promise<void> =>
    warehouse().insertLines(
      'facts',
      rows.map((row) =>
        jsonLine(
          sampleFact({ name: 'AdImpression', event_time: `${DAY} 10:00:00.000`, consent_measurement: 4, part: 77, ...row }),
        ),
      ),
    )
  const daysSql = `SELECT day, facts, toString(digest) AS digest FROM fact_days WHERE day < toDate32('1991-01-01') ORDER BY day`
  const fromProjection = `${daysSql} SETTINGS force_optimize_projection_name = 'by_day_and_receipt'`
  const fromRows = `${daysSql} SETTINGS optimize_use_projections = 0`
  const isPlanned = async (sql: string): Promise<boolean> =>
    JSON.stringify(await warehouse().query(`EXPLAIN ${sql}`, {}, LIMITS)).includes('(by_day_and_receipt)')
  const clean = async (): Promise<void> => {
    await deleteOldFacts(warehouse(), { before: Date.UTC(1991, 0, 1), held: [] })
    await deleteRuns(warehouse(), await oldRuns(warehouse()))
  }

  it('tells whenever facts of a day have changed, whatever was done to them', async () => {
    // It stays until the end: of no facts nothing is read.
    await insert({ eid: 'e', event_time: '1990-07-06 00:00:00.000' })
    expect([await isPlanned(fromProjection), await isPlanned(fromRows)]).toEqual([true, false])
    expect(await isPlanned('SELECT max(received_at) FROM facts')).toBe(true)
    const steps: Record<string, () => Promise<unknown>> = {
      'some come': () => insert({ eid: 'a' }, { eid: 'b', person: 'bob' }, { eid: 'c' }),
      'one comes again': () => insert({ eid: 'a' }),
      'one comes twice in one insert': () => insert({ eid: 'd' }, { eid: 'd' }),
      'one is stamped anew': () => insert({ eid: 'c', segments: [7], version: 9_007_199_254_740_991 }),
      'repeats are dropped by a merge': () => warehouse().command('OPTIMIZE TABLE facts PARTITION 199005 FINAL'),
      'a person is erased': () =>
        erasePersons(warehouse(), { persons: ['bob'], rejected: [], cuts: [{ part: 77, off: Number.MAX_SAFE_INTEGER }] }),
      'a column is changed': () =>
        warehouse().command(
          `ALTER TABLE facts UPDATE watched_ms = NULL WHERE eid = 'c' AND part = 77 SETTINGS mutations_sync = 1`,
        ),
      'the month goes': () => deleteOldFacts(warehouse(), { before: Date.UTC(1990, 6, 1), held: [] }),
    }
    const seen = new Set<string>()
    for (const [what, step] of Object.entries(steps)) {
      await step()
      const rows = await warehouse().query(fromProjection, {}, LIMITS)
      const newest = 'SELECT toString(max(received_at)) AS at FROM facts SETTINGS optimize_use_projections'
      expect(await warehouse().query(`${newest} = 1`, {}, LIMITS), what).toEqual(
        await warehouse().query(`${newest} = 0`, {}, LIMITS),
      )
      expect(rows, what).toEqual(await warehouse().query(fromRows, {}, LIMITS))
      expect(seen, what).not.toContain(JSON.stringify(rows))
      seen.add(JSON.stringify(rows))
    }
    expect(await warehouse().query(fromRows, {}, LIMITS)).toMatchObject([{ day: '1990-07-06', facts: 1 }])
    await clean()
  })

  it('tells every column apart that sums of a day are made of', async () => {
    // Some columns are made of the body.
    const columns: Partial<FactRow>[] = [
      { segments: [1] },
      { source: 'other' },
      { person: '' },
      { campaign_id: 'x' },
      { adgroup_id: 'x' },
      { ad_id: 'x' },
      { creative_id: 'x' },
      { cost: null },
      { cost: 0 },
      { cost_currency: 'EUR' },
      { duration_ms: null },
      { duration_ms: 0 },
      { watched_ms: null },
      { watched_ms: 1_500.25 },
      { consent_measurement: 2 },
      { bot: 'user_agent' },
      { event_id: 'other' },
      { body: { properties: { order_id: 'other' } } },
      { click_ids: ['c'] },
      { click_ids: ['c'], body: { page: { url: 'https://shop.example/?utm_id=spring' } } },
      { body: { traits: { $country: 'DE' } } },
      { body: { traits: { $device: 'ios' } } },
      { event_time: `${DAY} 10:00:00.001` },
      { name: 'VideoView' },
    ]
    // Days of their own: what differs is the digest of one row.
    const digest = async (row: Partial<FactRow>): Promise<unknown> => {
      await insert(row)
      const [found] = await warehouse().query<{ digest: string }>(daysSql, {}, LIMITS)
      await warehouse().command('ALTER TABLE facts DROP PARTITION 199005')
      return found?.digest
    }
    const digests = [await digest({})]
    for (const column of columns) digests.push(await digest(column))
    expect(digests).not.toContain(undefined)
    expect(new Set(digests).size).toBe(columns.length + 1)
    expect(await digest({})).toBe(digests[0])
  })

  it('never takes a day for rolled up whose cells are not all there', async () => {
    await insert({ eid: 'a' }, { eid: 'b' })
    const [day] = await daysOfOurs(warehouse())
    expect(await rollUpDay(warehouse(), day!)).toBe(true)
    expect(await daysOfOurs(warehouse())).toEqual([])
    await warehouse().command(
      `ALTER TABLE rollup_cells DELETE WHERE day = toDate32('${DAY}') AND everybody = 1 SETTINGS mutations_sync = 1`,
    )
    expect(await daysOfOurs(warehouse())).toEqual([day])
    expect(await rollUpDay(warehouse(), day!)).toBe(true)
    expect(await impressions(warehouse())).toBe(2)
    await clean()
    expect(await impressions(warehouse())).toBe(0)
  })

  it.each(['alone', 'while another does the day'])('keeps the cells of a process that stands still for long, %s', async (how) => {
    await insert({ eid: 'a' }, { eid: 'b' })
    const [day] = await daysOfOurs(warehouse())
    let commands = 0
    const slow: Warehouse = {
      ...warehouse(),
      async command(sql, params) {
        // Before the last of its writes: its cells are there, and it has not said so.
        if (++commands === 3) {
          if (how !== 'alone') expect(await rollUpDay(warehouse(), day!)).toBe(true)
          await deleteRuns(warehouse(), await oldRuns(warehouse()))
        }
        return warehouse().command(sql, params)
      },
    }
    expect(await rollUpDay(slow, day!)).toBe(true)
    expect(commands).toBe(3)
    expect(await daysOfOurs(warehouse())).toEqual([])
    expect(await impressions(warehouse())).toBe(2)
    await clean()
  })
}

/** Other promises have facts, too. */
async function daysOfOurs(warehouse: Warehouse): Promise<Awaited<ReturnType<typeof daysToRollUp>>> {
  return (await daysToRollUp(warehouse)).filter(({ day }) => day === DAY)
}

/** What the cells of the day that count say. */
async function impressions(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query<{ n: number }>(
    `SELECT toInt32(sum(impressions)) AS n FROM rollup_cells
    WHERE everybody = 1 AND run IN (SELECT run FROM rolled_days WHERE day = toDate32({day:String}) AND run > 0)`,
    { day: DAY },
    LIMITS,
  )
  return row?.n ?? -1
}
