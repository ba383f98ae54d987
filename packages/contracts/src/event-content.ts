import { eventKey } from './ids.ts'
import type { Hit } from './hit.ts'

/**
 * The eid of the event that a hit is the first copy of. All that any evaluator can see of an event
 * is in it, so two events with one eid are alike wherever they are looked at, and need no memory of
 * the first one to be told apart: see docs/semantics.md, "Deduplication".
 * @param person the id of the person whose event it is; '' if no person is identified.
 */
export function eidOf(hit: Hit, person: string): string {
  return eventKey(hit.source, hit.name, hit.event_id, hit.event_time, eventContent(hit, person))
}

/**
 * What a hit says, as one text: not how and when it came, nor how its consent was put. Consent of a
 * fast clock counts from the receipt, so there the receipt belongs to it.
 */
function eventContent(hit: Hit, person: string): string {
  const { channel: _channel, received_at, ids: _ids, id_from: _from, sent_name: _sent, statement: _how, ...said } = hit
  return canonicalText([person, said, received_at < hit.event_time ? received_at : ''])
}

/** A JSON value as text, the same whatever the order of its keys. */
function canonicalText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? ''
  if (Array.isArray(value)) return `[${value.map(canonicalText).join()}]`
  const given: Record<string, unknown> = { ...value }
  const keys = Object.keys(given).filter((key) => given[key] !== undefined)
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(given[key])}`)
    .join()}}`
}
