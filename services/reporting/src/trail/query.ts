import { AUDIT_TRAIL, fromClickhouseTime } from '@weir/contracts'
import { z } from 'zod'
import { iso } from '../shared/iso.ts'
import type { ReportReader } from '../shared/reader.ts'
import { bind, instant, join, sql } from '../shared/sql/sql.ts'

/** Which changes are asked for; Unix ms, `to` exclusive. */
export interface TrailQuery {
  from: number
  to: number
  actor: string | undefined
  target: string | undefined
  limit: number
}

const Row = z.object({
  at: z.string().transform((text) => iso(fromClickhouseTime(text))),
  route: z.string(),
  target: z.string(),
  status: z.coerce.number(),
  actor: z.string(),
  session: z.string(),
  request: z.string(),
})

/** Who changed what, newest first. */
export async function queryTrail(
  warehouse: ReportReader,
  { from, to, actor, target, limit }: TrailQuery,
): Promise<z.output<typeof Row>[]> {
  const matching = join(
    [
      sql`code = ${bind('String', AUDIT_TRAIL)} AND rejected_at >= ${instant(from)} AND rejected_at < ${instant(to)}`,
      ...(actor === undefined ? [] : [sql`JSONExtractString(body, 'actor') = ${bind('String', actor)}`]),
      ...(target === undefined ? [] : [sql`message = ${bind('String', target)}`]),
    ],
    ' AND ',
  )
  const text = sql`SELECT toString(rejected_at) AS at, path AS route, message AS target, JSONExtractUInt(body, 'status') AS status,
      JSONExtractString(body, 'actor') AS actor, JSONExtractString(body, 'session') AS session, JSONExtractString(body, 'request') AS request
    FROM rejected_final WHERE ${matching} ORDER BY rejected_at DESC, id LIMIT ${bind('UInt32', limit)}`
  return warehouse.rows(text.render(), Row)
}
