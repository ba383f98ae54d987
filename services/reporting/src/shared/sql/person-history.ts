import type { PersonEvent } from '@weir/contracts'
import { toPersonEvent } from '@weir/warehouse'
import { z } from 'zod'
import type { ReportReader } from '../reader.ts'
import { writtenOf } from './persons.ts'
import { sql } from './sql.ts'

const code = z.int()
const Row = z.object({
  t: z.coerce.number(),
  r: z.coerce.number(),
  source: z.string(),
  channel: z.enum(['pixel', 'server']),
  name: z.string(),
  event_id: z.string(),
  eid: z.string(),
  body: z.string(),
  consent_storage: code,
  consent_profiling: code,
  consent_personalised_ads: code,
  consent_measurement: code,
  consent_modelling: code,
})

/**
 * Everything that the warehouse knows of one person, as the events that the rules look at, oldest
 * first; whatever was written of persons who were merged is theirs.
 */
export async function queryHistory(warehouse: ReportReader, person: string): Promise<PersonEvent[]> {
  const query = sql`
    SELECT toUnixTimestamp64Milli(event_time) AS t, toUnixTimestamp64Milli(received_at) AS r, source, channel, name, event_id, eid, body,
      consent_storage, consent_profiling, consent_personalised_ads, consent_measurement, consent_modelling
    FROM facts_final
    WHERE ${writtenOf(person)}
    ORDER BY t, eid`
  const rows = await warehouse.rows(query.render(), Row)
  return rows.map((row) => toPersonEvent(person, row))
}
