import { ACTIVITY, AUDIT_TRAIL, fromClickhouseTime, REFUSED_CREDENTIAL, TEST_EVENT } from '@weir/contracts'
import { z } from 'zod'
import { iso } from '../shared/iso.ts'
import type { ReportReader } from '../shared/reader.ts'
import type { Sql } from '../shared/sql/sql.ts'
import { bind, instant, join, sql } from '../shared/sql/sql.ts'

export interface RejectedQuery {
  /** Unix ms, inclusive. */
  from: number
  /** Unix ms, exclusive. */
  to: number
  source: string | undefined
  code: string | undefined
  /** Only those with this path; of test events it is the test code. */
  path?: string | undefined
  /** Sources to which the key is limited. */
  sources: readonly string[] | undefined
  limit: number
}

/** A refusal as it is shown: the time in ISO 8601. */
export const RejectedHit = z.object({
  id: z.string(),
  rejected_at: z.string(),
  source: z.string(),
  channel: z.string(),
  code: z.string(),
  path: z.string(),
  message: z.string(),
  body: z.string(),
})
const Row = RejectedHit.extend({ rejected_at: z.string().transform((text) => iso(fromClickhouseTime(text))) })
export type Rejected = z.infer<typeof Row>

const CountRow = z.object({ code: z.string(), rows: z.coerce.number() })

/** No refused events: shown to who asks for them. */
const ASKED_FOR = new Set<string>([TEST_EVENT, REFUSED_CREDENTIAL])

function matching({ from, to, source, code, path, sources }: RejectedQuery): Sql {
  return join(
    [
      sql`rejected_at >= ${instant(from)} AND rejected_at < ${instant(to)}`,
      ...(code !== undefined && ASKED_FOR.has(code)
        ? []
        : [sql`code NOT IN ${bind('Array(String)', [...ASKED_FOR, ACTIVITY, AUDIT_TRAIL])}`]),
      ...(source === undefined ? [] : [sql`source = ${bind('String', source)}`]),
      ...(code === undefined ? [] : [sql`code = ${bind('String', code)}`]),
      ...(path === undefined ? [] : [sql`path = ${bind('String', path)}`]),
      ...(sources === undefined ? [] : [sql`source IN ${bind('Array(String)', sources)}`]),
    ],
    ' AND ',
  )
}

/** What was refused, newest first. */
export async function queryRejected(warehouse: ReportReader, query: RejectedQuery): Promise<Rejected[]> {
  const text = sql`SELECT id, toString(rejected_at) AS rejected_at_text, source, channel, code, path, message, body
    FROM rejected_final WHERE ${matching(query)} ORDER BY rejected_at DESC, id LIMIT ${bind('UInt32', query.limit)}`
  const renamed = sql`SELECT * EXCEPT rejected_at_text, rejected_at_text AS rejected_at FROM (${text})`
  return warehouse.rows(renamed.render(), Row)
}

/** How many were refused, by reason. */
export async function countRejected(warehouse: ReportReader, query: RejectedQuery): Promise<Record<string, number>> {
  const text = sql`SELECT code, count() AS rows FROM rejected_final WHERE ${matching(query)} GROUP BY code ORDER BY rows DESC, code`
  return Object.fromEntries((await warehouse.rows(text.render(), CountRow)).map(({ code, rows }) => [code, rows]))
}
