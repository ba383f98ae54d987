// Held by services/reporting/src/reports/rollups/rollups.test.ts
import type { Warehouse } from '../port.ts'
import { deleteRowsOf, nextRuns } from './runs.ts'
import { ABOUT_ADS, AD_COUNTS, MEASURED, WATCHED_US } from './sums.ts'

const LIMITS = { maxSeconds: 300 }

/** A day (UTC, `YYYY-MM-DD`) with the facts that it has now. */
export interface FactDay {
  day: string
  /** A digest of its facts: another when any of them is. */
  digest: string
}

/** The days whose facts are not those that they were rolled up from, the oldest first. */
export async function daysToRollUp(warehouse: Warehouse): Promise<FactDay[]> {
  return warehouse.query<FactDay>(
    `SELECT toString(d.day) AS day, concat(toString(d.facts), ' ', toString(d.digest)) AS digest
    FROM rolled_days AS d WHERE d.run = 0 ORDER BY d.day`,
    {},
    LIMITS,
  )
}

/**
 * Rolls one day up: its cells are made under a run of their own, and count from when the day says
 * so. Killed before, they count never. The day names the run before there are cells, so that they
 * are not taken for old ones, however long this takes: only who begins after us takes its place,
 * and then ours never count. Nothing may be deleted from `facts` meanwhile: what came and went
 * between two looks at the digest would be in the cells.
 * @returns whether the day is what it was; if not it is to be done again.
 */
export async function rollUpDay(warehouse: Warehouse, { day, digest }: FactDay): Promise<boolean> {
  const [run = 0] = await nextRuns(warehouse, ['rollup_days', 'rollup_cells'], 1)
  await noteDay(warehouse, { day, run, facts: '0', digest: '0' })
  const counts = Object.entries(AD_COUNTS)
  const names = counts.map(([name]) => name).join(', ')
  const sums = counts.map(([name, sum]) => `${sum} AS ${name}`).join(', ')
  await warehouse.command(
    `INSERT INTO rollup_cells (run, day, event_time, everybody, segment_number, source, campaign_id, adgroup_id, ad_id, ${names}, watched_us, spend)
    SELECT {run:UInt64}, toDate32({day:String}), hour, of.1 AS everybody, of.2 AS segment_number, source, campaign_id, adgroup_id, ad_id, ${sums},
      ${WATCHED_US}, CAST(sumMapIf(map(toString(cost_currency), assumeNotNull(cost)), cost IS NOT NULL), 'Map(String, Decimal(38, 6))')
    FROM (
      SELECT *, name AS what, toUnixTimestamp64Milli(event_time) AS ms, fromUnixTimestamp64Milli(ms - positiveModulo(ms, 3600000), 'UTC') AS hour,
        arrayJoin(arrayConcat([(toUInt8(1), toUInt32(0))], arrayMap(s -> (toUInt8(0), s), arrayDistinct(segments)))) AS of
      FROM (
        SELECT * FROM facts FINAL
        WHERE event_time >= toDateTime64({from:String}, 3, 'UTC') AND event_time < toDateTime64({from:String}, 3, 'UTC') + INTERVAL 1 DAY
        SETTINGS do_not_merge_across_partitions_select_final = 1
      )
      WHERE bot = '' AND ${MEASURED} AND ${ABOUT_ADS}
    )
    GROUP BY hour, of, source, campaign_id, adgroup_id, ad_id`,
    { run, day, from: `${day} 00:00:00.000` },
  )
  const [now] = await warehouse.query<{ digest: string }>(
    `SELECT concat(toString(facts), ' ', toString(digest)) AS digest FROM fact_days WHERE day = toDate32({day:String})`,
    { day },
    LIMITS,
  )
  if (now?.digest !== digest) return false
  const [facts, sum] = digest.split(' ')
  await noteDay(warehouse, { day, run, facts: facts!, digest: sum! })
  return true
}

/** Says from which facts the cells that a run has by now were made. */
async function noteDay(
  warehouse: Warehouse,
  { day, run, facts, digest }: { day: string; run: number; facts: string; digest: string },
): Promise<void> {
  await warehouse.command(
    `INSERT INTO rollup_days (day, facts, digest, run, cells, made_at)
    SELECT toDate32({day:String}), toUInt64({facts:String}), toUInt64({digest:String}), {run:UInt64},
      (SELECT count() FROM rollup_cells WHERE run = {run:UInt64}), now64(3)`,
    { day, facts, digest, run },
  )
}

/**
 * Runs whose cells count no more: others took their place, or they never came to count. Days that
 * have no facts any more are told so first.
 */
export async function oldRuns(warehouse: Warehouse): Promise<number[]> {
  const gone = `FROM rollup_days FINAL WHERE day NOT IN (SELECT day FROM fact_days) AND run IN (SELECT run FROM rollup_cells)`
  const [found] = await warehouse.query<{ days: number }>(`SELECT toUInt32(count()) AS days ${gone}`, {}, LIMITS)
  if (found?.days)
    await warehouse.command(
      `INSERT INTO rollup_days (day, facts, digest, run, cells, made_at) SELECT day, 0, 0, run + 1, 0, now64(3) ${gone}`,
    )
  const rows = await warehouse.query<{ run: number }>(
    'SELECT DISTINCT run FROM rollup_cells WHERE run NOT IN (SELECT run FROM rollup_days FINAL) ORDER BY run',
    {},
    LIMITS,
  )
  return rows.map(({ run }) => run)
}

/** Deletes the cells of these runs. */
export async function deleteRuns(warehouse: Warehouse, runs: readonly number[]): Promise<void> {
  await deleteRowsOf(warehouse, ['rollup_cells'], runs)
}
