import { eventKey } from './ids.ts'
import type { Hit } from './hit.ts'
import { isObject } from './objects.ts'

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

/** What JSON.stringify may escape in a text. */
const ESCAPED = /["\\\p{Cc}\p{Cs}]/u

/**
 * A JSON value as text, the same whatever the order of its keys. Written piece by piece, for every
 * hit takes this way.
 */
function canonicalText(value: unknown): string {
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return canonicalList(value)
  return isObject(value) ? canonicalObject(value) : (JSON.stringify(value) ?? '')
}

function quoted(text: string): string {
  return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`
}

function canonicalList(items: readonly unknown[]): string {
  let text = '['
  for (let i = 0; i < items.length; i++) text += i === 0 ? canonicalText(items[i]) : `,${canonicalText(items[i])}`
  return `${text}]`
}

function canonicalObject(given: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const key of Object.keys(given).sort()) {
    const value = given[key]
    if (value !== undefined) text += `${text === '' ? '{' : ','}${quoted(key)}:${canonicalText(value)}`
  }
  return text === '' ? '{}' : `${text}}`
}
