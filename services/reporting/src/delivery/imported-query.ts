import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'
import { bind, join, sql } from '../shared/sql/sql.ts'

export const ImportedKind = z.object({
  source: z.string(),
  platform: z.string(),
  level: z.string().describe('account, campaign, adgroup or ad'),
  grain: z.string().describe('hour, day, range or lifetime'),
  breakdown: z.string().describe('How its rows split the audience; empty when they do not'),
  day: z.string().nullable().describe('On the clocks of the account; of a range its first day, of a lifetime null'),
  rows: z.number(),
  imported_at: z.string().describe('The newest import, UTC'),
  impressions: z.number().nullable(),
  clicks: z.number().nullable(),
  spend: z.record(z.string(), z.number()).describe('By currency'),
})

const Stated = z.coerce.number().nullable()
const Row = ImportedKind.extend({
  day: z.string().transform((day) => (day === '1970-01-01' ? null : day)),
  rows: z.coerce.number(),
  imported_at: z.string().transform((text) => `${text.replace(' ', 'T')}Z`),
  impressions: Stated,
  clicks: Stated,
  spend: z.record(z.string(), z.coerce.number()),
})

/** More are refused rather than cut. */
export const IMPORTED_MAX = 20_000

/** What was imported, by source, kind of row and day. */
export async function queryImported(
  warehouse: ReportReader,
  { from, to, sources }: { from: string; to: string; sources: readonly string[] | undefined },
): Promise<z.output<typeof Row>[]> {
  const where = join(
    [
      sql`(grain = 'lifetime' OR (toDate(starts) < toDate(${bind('String', to)}) AND ends >= toDate(${bind('String', from)})))`,
      ...(sources === undefined ? [] : [sql`source IN ${bind('Array(String)', sources)}`]),
    ],
    ' AND ',
  )
  const text = sql`SELECT source, platform, level, grain, arrayStringConcat(arraySort(JSONExtractKeys(breakdown)), ',') AS parts,
      toString(toDate(starts)) AS of_day, count() AS row_count, toString(max(imported_at)) AS newest,
      sum(impressions) AS shown, sum(clicks) AS clicked,
      sumMapIf(map(toString(currency), assumeNotNull(spend)), isNotNull(spend)) AS spent
    FROM delivery_final WHERE ${where} GROUP BY source, platform, level, grain, parts, of_day
    ORDER BY source, level, grain, parts, of_day LIMIT ${bind('UInt32', IMPORTED_MAX + 1)}`
  const named = sql`SELECT source, platform, level, grain, parts AS breakdown, of_day AS day, row_count AS rows, newest AS imported_at,
    shown AS impressions, clicked AS clicks, spent AS spend FROM (${text})`
  return warehouse.rows(named.render(), Row)
}
