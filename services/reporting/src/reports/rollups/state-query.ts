// Held by rollups.test.ts
import { attributedDaysSql } from '@weir/warehouse'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import { bind, sql } from '../../shared/sql/sql.ts'
import type { DayState, RolledSpan } from './plan.ts'

const DAY_MS = 86_400_000
const Row = z.object({ day: z.coerce.number(), run: z.coerce.number() })
/** Days by their number from 1970-01-01, each with the run whose cells count, or 0. */
const DAYS = sql`SELECT toInt32(d.day) AS day, toFloat64(d.run) AS run FROM rolled_days AS d`

/**
 * The days (UTC) of a range that have facts, in order. A day has its cells as long as the digest of
 * its facts is that from which they were made: so they are right at the instant of this question.
 */
export async function queryDays(warehouse: ReportReader, { from, to }: RolledSpan): Promise<DayState[]> {
  const number = (ms: number) => bind('Int64', Math.floor(ms / DAY_MS))
  const statement = sql`${DAYS} WHERE toInt32(d.day) >= ${number(from)} AND toInt32(d.day) <= ${number(to)} ORDER BY day`
  const rows = await warehouse.rows(statement.render(), Row)
  return rows.map(({ day, run }) => ({ from: day * DAY_MS, run: run > 0 ? run : undefined }))
}

/** The same of conversions: a day has them as long as neither facts nor persons are others. */
export async function queryAttributedDays(warehouse: ReportReader, { from, to }: RolledSpan): Promise<DayState[]> {
  const range = { first: Math.floor(from / DAY_MS), last: Math.floor(to / DAY_MS) }
  const statement = sql`SELECT day, toFloat64(run) AS run FROM (${attributedDaysSql(range)}) ORDER BY day`
  const rows = await warehouse.rows(statement.render(), Row)
  return rows.map(({ day, run }) => ({ from: day * DAY_MS, run: run > 0 ? run : undefined }))
}

/** How far days are rolled up. Instants are Unix ms, undefined where there is no such day. */
export interface RollupState {
  days: number
  rolled_up: number
  waiting: number
  cells: number
  from: number | undefined
  until: number | undefined
  waitingFrom: number | undefined
  madeAt: number | undefined
  /** Days whose conversions are not attributed, or by other facts or persons. */
  conversionsWaiting: number
}

/** All days that have facts, and what there is of cells. */
export async function queryRollupState(warehouse: ReportReader): Promise<RollupState> {
  const days = await warehouse.rows(sql`${DAYS} ORDER BY day`.render(), Row)
  const conversions = await warehouse.rows(
    sql`SELECT day, toFloat64(run) AS run FROM (${attributedDaysSql()}) ORDER BY day`.render(),
    Row,
  )
  const stored = sql`SELECT (SELECT count() FROM rollup_cells) AS cells,
    (SELECT toUnixTimestamp64Milli(max(made_at)) FROM rollup_days FINAL WHERE facts > 0) AS made`
  const [row] = await warehouse.rows(stored.render(), z.object({ cells: z.coerce.number(), made: z.coerce.number() }))
  const clean = days.filter(({ run }) => run > 0)
  const dirty = days.filter(({ run }) => run === 0)
  const begin = (one: { day: number } | undefined): number | undefined => one && one.day * DAY_MS
  const last = begin(clean.at(-1))
  return {
    days: days.length,
    rolled_up: clean.length,
    waiting: dirty.length,
    cells: row?.cells ?? 0,
    from: begin(clean[0]),
    until: last === undefined ? undefined : last + DAY_MS,
    waitingFrom: begin(dirty[0]),
    conversionsWaiting: conversions.filter(({ run }) => run === 0).length,
    madeAt: row === undefined || row.made === 0 ? undefined : row.made,
  }
}
