import { z } from 'zod'
import type { ReportReader } from '../reader.ts'
import { sql } from './sql.ts'

const Row = z.object({ watermark: z.string().nullable() })

const QUERY = sql`SELECT if(count() = 0, NULL, formatDateTime(max(received_at), '%Y-%m-%dT%H:%i:%S.%fZ', 'UTC')) AS watermark FROM facts`

/**
 * How far the warehouse has come: the newest receipt among its facts (ISO 8601), or null when it
 * has none.
 */
export async function queryWatermark(warehouse: ReportReader): Promise<string | null> {
  const [row] = await warehouse.rows(QUERY.render(), Row)
  // Fractions come with as many digits as the engine's version likes.
  return row?.watermark ? new Date(row.watermark).toISOString() : null
}
