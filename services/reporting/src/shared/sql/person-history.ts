import { markOfCode, PURPOSES, parseEventBody } from '@weir/contracts'
import type { PersonEvent, SaidConsent } from '@weir/contracts'
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
  return rows.map((row) => toEvent(person, row))
}

function toEvent(person: string, row: z.infer<typeof Row>): PersonEvent {
  const { t, r, source, channel, name, event_id, eid, body } = row
  const consent: SaidConsent = {}
  for (const purpose of PURPOSES) {
    const mark = markOfCode(row[`consent_${purpose}`])
    if (mark) consent[purpose] = mark
  }
  return {
    kind: 'event',
    person,
    eid,
    rev: 0,
    hit: {
      source,
      channel,
      name,
      event_id,
      id_from: 'sender',
      event_time: t,
      received_at: r,
      ids: [],
      consent,
      body: parseEventBody(body),
    },
  }
}
