import type { PersonEvent } from '@weir/contracts'
import { toPersonEvent } from '../person-events.ts'
import type { PersonEventRow } from '../person-events.ts'
import type { Warehouse } from '../port.ts'

/** Which bodies rules look at; the body is the dearest column by far. */
export interface BodiesRead {
  /** Of events of these names. */
  names: readonly string[]
  /** Of whatever says something of traits. */
  traits: boolean
}

const LIMITS = { maxSeconds: 3_600, maxRows: 0 }

/** Every name that an event has. */
export async function eventNames(warehouse: Warehouse): Promise<string[]> {
  const rows = await warehouse.query<{ name: string }>('SELECT DISTINCT name FROM facts', {}, { maxSeconds: 300 })
  return rows.map(({ name }) => name)
}

/** The histories of the people who are worked on (`past_people`), one after the other. */
export async function* pastHistories(warehouse: Warehouse, { names, traits }: BodiesRead): AsyncGenerator<PersonEvent[]> {
  const people = 'SELECT person FROM past_people'
  const body = `if(name IN {names:Array(String)} OR ({traits:Bool} AND position(body, '"traits"') > 0), body, '')`
  const sql = `SELECT person, toInt64(toUnixTimestamp64Milli(event_time)) AS t, toInt64(toUnixTimestamp64Milli(received_at)) AS r,
      source, channel, name, event_id, eid, ${body} AS body,
      consent_storage, consent_profiling, consent_personalised_ads, consent_measurement, consent_modelling
    FROM facts_final
    WHERE written_person IN (${people} UNION ALL SELECT person FROM person_aliases FINAL WHERE into IN (${people}))
    ORDER BY person
    SETTINGS max_bytes_before_external_sort = 500000000`
  let person = ''
  let events: PersonEvent[] = []
  type Row = PersonEventRow & { person: string }
  for await (const rows of warehouse.stream<Row>(sql, { names: [...names], traits }, LIMITS)) {
    for (const row of rows) {
      if (row.person !== person && events.length > 0) {
        yield events
        events = []
      }
      person = row.person
      events.push(toPersonEvent(person, row))
    }
  }
  if (events.length > 0) yield events
}
