import { markOfCode, parseEventBody, PURPOSES } from '@weir/contracts'
import type { Channel, PersonEvent, SaidConsent } from '@weir/contracts'

/** A row of facts as far as rules read it; times in Unix ms. */
export interface PersonEventRow {
  t: number
  r: number
  source: string
  channel: Channel
  name: string
  event_id: string
  eid: string
  /** JSON; empty where nothing of it was asked for. */
  body: string
  consent_storage: number
  consent_profiling: number
  consent_personalised_ads: number
  consent_measurement: number
  consent_modelling: number
}

/** The event that a row tells of, as rules look at it. */
export function toPersonEvent(person: string, row: PersonEventRow): PersonEvent {
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
      body: body === '' ? {} : parseEventBody(body),
    },
  }
}
