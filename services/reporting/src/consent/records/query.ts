import type { ChainRecord } from '@weir/consent'
import { z } from 'zod'
import type { ReportReader } from '../../shared/reader.ts'
import type { Sql } from '../../shared/sql/sql.ts'
import { bind, sql } from '../../shared/sql/sql.ts'

const Count = z.coerce.number()
const Row = z.object({
  part: Count,
  seq: Count,
  at: z.string(),
  received_at: z.string(),
  source: z.string(),
  channel: z.string(),
  person: z.string(),
  eid: z.string(),
  codes: z.string(),
  decided_by: z.string(),
  proof: z.string(),
  previous: z.string(),
  hash: z.string(),
  off: Count,
  n: Count,
})
/** A record as the warehouse has it, with the row's identity. */
export type StoredRecord = ChainRecord & { off: number; n: number }

const PAGE = 20_000

/** All records of a partition's chain in the order of their places, page by page. */
export async function* queryChain(warehouse: ReportReader, part: number): AsyncGenerator<readonly StoredRecord[]> {
  let last = { seq: 0, off: 0, n: 0 }
  for (;;) {
    const { seq, off, n } = last
    const after = sql`seq >= ${bind('Int64', seq)} AND (seq, off, n) > (${bind('Int64', seq)}, ${bind('Int64', off)}, ${bind('Int64', n)})`
    const query = sql`${recordsSql(part)} AND ${after} ORDER BY seq, off, n LIMIT ${bind('UInt32', PAGE)}`
    const page = await warehouse.rows(query.render(), Row)
    if (page.length > 0) yield page
    if (page.length < PAGE) return
    last = page.at(-1)!
  }
}

/** The record of a place; several, if there are different ones. */
export function queryRecords(warehouse: ReportReader, part: number, seq: number): Promise<StoredRecord[]> {
  return warehouse.rows(sql`${recordsSql(part)} AND seq = ${bind('Int64', seq)} ORDER BY off, n`.render(), Row)
}

function recordsSql(part: number): Sql {
  return sql`SELECT part, seq, toString(at) AS at, toString(received_at) AS received_at, source, channel, person, eid, codes, decided_by, proof,
      previous, hash, off, n
    FROM (SELECT * FROM consent_log FINAL) WHERE part = ${bind('UInt32', part)}`
}
