import type { ChangeReason, StoredConsumer, LedgerPlace } from '@weir/contracts'
import { laterPlace } from '@weir/contracts'
import { z } from 'zod'
import type { ReportReader } from '../../../shared/reader.ts'
import type { Sql } from '../../../shared/sql/sql.ts'
import { bind, join, sql } from '../../../shared/sql/sql.ts'
import { stretches } from '../query.ts'

/** Removals that a destination has not confirmed. */
export interface OpenRetractions {
  count: number
  /** When the oldest of them was recorded, Unix ms; undefined where there is none. */
  oldest: number | undefined
}

/** What ends a membership because somebody must not be in it any more. */
const RETRACTING: readonly ChangeReason[] = ['consent', 'merge', 'split']

const Row = z.object({ count: z.coerce.number(), oldest: z.coerce.number() })

/**
 * Retractions among the changes of membership between what the destination has confirmed and
 * `end`. What lies in what it was handed was preceded by its add there. Beyond that it has those
 * people whose first change there is their leaving: they were in when it was handed the last. Rows
 * of the erased say whose they are.
 */
export async function queryOpenRetractions(
  warehouse: ReportReader,
  { number, name, confirmed, handed }: Pick<StoredConsumer, 'number' | 'name' | 'confirmed' | 'handed'>,
  end: LedgerPlace,
): Promise<OpenRetractions> {
  const handedOut = rowsIn(number, confirmed, handed)
  const beyond = rowsIn(number, laterPlace(confirmed, handed), end)
  const unconfirmed = stretches(confirmed, end)
  const parts = [
    ...(handedOut ? [sql`SELECT op, reason, recorded_at FROM (${handedOut})`] : []),
    ...(beyond
      ? [
          sql`SELECT argMin(op, (off, n)) AS op, argMin(reason, (off, n)) AS reason, argMin(recorded_at, (off, n)) AS recorded_at
            FROM (${beyond}) GROUP BY part, person`,
        ]
      : []),
    ...(unconfirmed.length > 0
      ? [
          sql`SELECT 'left' AS op, 'consent' AS reason, max(recorded_at) AS recorded_at FROM erased_members
            WHERE segment_number = ${bind('UInt32', number)} AND has(destinations, ${bind('String', name)})
              AND (${join(unconfirmed, ' OR ')}) GROUP BY part, off, n`,
        ]
      : []),
  ]
  if (parts.length === 0) return { count: 0, oldest: undefined }
  const query = sql`SELECT count() AS count, toUnixTimestamp64Milli(min(recorded_at)) AS oldest
    FROM (${join(parts, ' UNION ALL ')}) WHERE op = 'left' AND reason IN ${bind('Array(String)', RETRACTING)}`
  const [row] = await warehouse.rows(query.render(), Row)
  return row && row.count > 0 ? { count: row.count, oldest: row.oldest } : { count: 0, oldest: undefined }
}

/** Each once, also where the table holds it twice. */
function rowsIn(segmentNumber: number, from: LedgerPlace, to: LedgerPlace): Sql | undefined {
  const within = stretches(from, to)
  if (within.length === 0) return undefined
  return sql`SELECT part, off, n, any(person) AS person, any(op) AS op, any(reason) AS reason, any(recorded_at) AS recorded_at
    FROM memberships WHERE segment_number = ${bind('UInt32', segmentNumber)} AND (${join(within, ' OR ')}) GROUP BY part, off, n`
}
