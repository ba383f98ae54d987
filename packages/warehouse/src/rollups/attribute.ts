// Held by services/reporting/src/reports/rollups/attributed.test.ts
import { CONVERSION_COLUMNS, newestTouchesSql } from '../attribution/last-touch.ts'
import { repeatsSql } from '../attribution/repeats.ts'
import { AD, landings } from '../attribution/touches.ts'
import type { Warehouse } from '../port.ts'
import type { FactScope } from '../sql/facts.ts'
import { factsOf, visibleFacts } from '../sql/facts.ts'
import { bind, sql } from '../sql/sql.ts'
import type { Sql } from '../sql/sql.ts'
import { ATTRIBUTED_NAMES, ATTRIBUTED_WINDOWS, attributedDaysSql } from './attributed-days.ts'
import type { TouchDay } from './batches.ts'
import { deleteRowsOf, nextRuns } from './runs.ts'

const LIMITS = { maxSeconds: 300 }
const DAY_MS = 86_400_000

/** The days whose conversions are not attributed, or by other facts or persons; oldest first. */
export async function daysToAttribute(warehouse: Warehouse): Promise<TouchDay[]> {
  const { text, params } = sql`SELECT t.day AS day, t.digest AS digest, toFloat64(f.facts) AS facts
    FROM (${attributedDaysSql()}) AS t INNER JOIN (SELECT toInt32(day) AS day, facts FROM fact_days) AS f ON f.day = t.day
    WHERE t.run = 0 ORDER BY day`.render()
  return warehouse.query<TouchDay>(text, params, LIMITS)
}

/**
 * Attributes the conversions of these days (a batch of `batchesOf`): each with the newest click and
 * the newest view before it, so that windows of every length up to {@link ATTRIBUTED_WINDOWS} can
 * be read from it. It is done as cells are (see make.ts), and nothing may be deleted from `facts`
 * meanwhile. Who the persons are is noted before touches are read: a day does not count when that
 * changes between the two.
 * @returns how many of the days were what they were; the others are to be done again.
 */
export async function attributeDays(warehouse: Warehouse, days: readonly TouchDay[]): Promise<number> {
  const runs = await nextRuns(warehouse, ['attributed_days', 'attributed_people', 'attributed_facts'], days.length)
  const making = days.map((day, i): MadeDay => ({ ...day, run: runs[i] ?? 0 }))
  await noteAttributed(warehouse, making, 0)
  for (const statement of [peopleSql(making), rowsSql(making)]) {
    const { text, params } = statement.render()
    await warehouse.command(text, params)
  }
  const rows = await warehouse.query<Pick<TouchDay, 'day' | 'digest'>>(
    'SELECT toInt32(day) AS day, toString(digest) AS digest FROM touch_days WHERE toInt32(day) IN {days:Array(Int32)}',
    { days: days.map(({ day }) => day) },
    LIMITS,
  )
  const now = new Map(rows.map(({ day, digest }) => [day, digest]))
  const same = making.filter(({ day, digest }) => now.get(day) === digest)
  if (same.length > 0) await noteAttributed(warehouse, same, 1)
  return same.length
}

/** A day with the run that its rows have. */
interface MadeDay extends TouchDay {
  run: number
}

/** All of the days, and what lies between. */
function scopeOf(days: readonly MadeDay[]): FactScope {
  const numbers = days.map(({ day }) => day)
  return { from: Math.min(...numbers) * DAY_MS, to: (Math.max(...numbers) + 1) * DAY_MS, sources: undefined, anonymous: false }
}

const DAY = sql`toDate32(event_time)`
const NAMED = sql`name IN ${bind('Array(String)', ATTRIBUTED_NAMES)}`
/** The run of an event's day, 0 for a day that is none of these. */
function runSql(days: readonly MadeDay[]): Sql {
  const numbers = bind(
    'Array(Int64)',
    days.map(({ day }) => day),
  )
  const runs = bind(
    'Array(UInt64)',
    days.map(({ run }) => run),
  )
  return sql`transform(toInt64(toInt32(${DAY})), ${numbers}, ${runs}, toUInt64(0))`
}

function peopleSql(days: readonly MadeDay[]): Sql {
  const scope = scopeOf(days)
  return sql`INSERT INTO attributed_people (run, day, person, aliases)
    SELECT c.run, c.day, c.person, g.digest
    FROM (
      SELECT DISTINCT ${runSql(days)} AS run, ${DAY} AS day, person FROM ${factsOf(scope)}
      WHERE (${NAMED} OR notEmpty(click_ids)) AND ${visibleFacts(scope)} AND run > 0
    ) AS c
    LEFT ANY JOIN alias_groups AS g ON g.person = c.person
    SETTINGS join_use_nulls = 0`
}

function rowsSql(days: readonly MadeDay[]): Sql {
  const scope = scopeOf(days)
  const run = runSql(days)
  const conversions = sql`SELECT ${CONVERSION_COLUMNS} FROM ${factsOf(scope)} WHERE ${NAMED} AND ${visibleFacts(scope)} AND ${run} > 0`
  const touched = newestTouchesSql(conversions, conversions, scope, ATTRIBUTED_WINDOWS)
  const repeats = repeatsSql(scope, ATTRIBUTED_NAMES) ?? sql`SELECT '' AS eid`
  return sql`INSERT INTO attributed_facts (run, day, is_landing, is_repeat, ${CONVERSION_COLUMNS}, click_ms, click_ad, view_ms, view_ad)
    SELECT ${run}, ${DAY}, 0, eid IN (SELECT eid FROM (${repeats})), ${CONVERSION_COLUMNS}, click_ms, click_ad, view_ms, view_ad
    FROM (${touched})
    UNION ALL SELECT ${run}, ${DAY}, 1, 0, '', event_time, eid, person, source, segments, experiment_id, arm, country, device, NULL, '',
      toInt64(0), tuple(${AD}), toInt64(0), tuple('', '', '', '', '')
    FROM (${landings(scope, 0)}) WHERE NOT is_arrival AND ${run} > 0
    SETTINGS join_use_nulls = 0`
}

/** Says by which facts the rows that these runs have by now were made. */
async function noteAttributed(warehouse: Warehouse, days: readonly MadeDay[], counts: 0 | 1): Promise<void> {
  const told = `arrayJoin(arrayZip({days:Array(Int32)}, {digests:Array(String)}, {runs:Array(UInt64)}))`
  const stored = (table: string): string =>
    `SELECT run, count() AS stored FROM ${table} WHERE run IN {runs:Array(UInt64)} GROUP BY run`
  await warehouse.command(
    `INSERT INTO attributed_days (day, digest, run, rows, people, counts, made_at)
    SELECT toDate32(d.told.1), toUInt64(d.told.2), d.told.3, f.stored, p.stored, {counts:UInt8}, now64(3)
    FROM (SELECT ${told} AS told, told.3 AS run) AS d
    LEFT JOIN (${stored('attributed_facts')}) AS f ON f.run = d.run LEFT JOIN (${stored('attributed_people')}) AS p ON p.run = d.run
    SETTINGS join_use_nulls = 0`,
    {
      days: days.map(({ day }) => day),
      digests: days.map(({ digest }) => digest),
      runs: days.map(({ run }) => run),
      counts,
    },
  )
}

/**
 * Runs whose rows count no more: others took their place, or they never came to count. Days that
 * have no facts any more are told so first.
 */
export async function oldAttributedRuns(warehouse: Warehouse): Promise<number[]> {
  const gone = `FROM attributed_days FINAL WHERE day NOT IN (SELECT day FROM touch_days) AND counts = 1`
  const [found] = await warehouse.query<{ days: number }>(`SELECT toUInt32(count()) AS days ${gone}`, {}, LIMITS)
  if (found?.days)
    await warehouse.command(
      `INSERT INTO attributed_days (day, digest, run, rows, people, counts, made_at) SELECT day, 0, run + 1, 0, 0, 0, now64(3) ${gone}`,
    )
  const rows = await warehouse.query<{ run: number }>(
    `SELECT DISTINCT run FROM (SELECT run FROM attributed_facts UNION ALL SELECT run FROM attributed_people)
    WHERE run NOT IN (SELECT run FROM attributed_days FINAL) ORDER BY run`,
    {},
    LIMITS,
  )
  return rows.map(({ run }) => run)
}

/** Deletes the rows of these runs. */
export async function deleteAttributedRuns(warehouse: Warehouse, runs: readonly number[]): Promise<void> {
  await deleteRowsOf(warehouse, ['attributed_people', 'attributed_facts'], runs)
}
