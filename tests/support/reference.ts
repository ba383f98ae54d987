import { eidOf, identifierKey, ID_TYPES, personId, segmentNumber } from '@weir/contracts'
import type { Condition, EventBody, Hit, PersonEvent, Purpose, SegmentDefinition } from '@weir/contracts'
import { isMemberAt } from '@weir/segmentation'

/**
 * The whole pipeline as a few lines over the list of accepted hits: duplicates by a search through all that came before,
 * people by their strongest identifier, memberships by the naive oracle. It shares no machinery with the segmenter.
 */
export interface Reference {
  /** Distinct events of everybody, with the newest revision of each. */
  events: PersonEvent[]
  people: string[]
  /** Who is a member at T, sorted. */
  membersAt(segment: SegmentDefinition, at: number): string[]
}

interface Known {
  first: Hit
  channels: string[]
  event: PersonEvent
}

const HOUR = 3_600_000

export function createReference(accepted: readonly Hit[]): Reference {
  const known = new Map<string, Known>()
  const events: PersonEvent[] = []
  for (const hit of accepted) {
    const key = JSON.stringify([hit.source, hit.name, hit.event_id])
    const seen = known.get(key)
    const ageMs = seen ? hit.received_at - seen.first.received_at : Infinity
    if (!seen || ageMs > 48 * HOUR) {
      const person = strongest(hit)
      const event: PersonEvent = { kind: 'event', person, eid: eidOf(hit, person), rev: 0, hit }
      known.set(key, { first: hit, channels: [hit.channel], event })
      events.push(event)
    } else if (!seen.channels.includes(hit.channel) && ageMs <= 5 * 60_000) {
      seen.channels.push(hit.channel)
      seen.event.hit = merged(seen.first, hit)
      seen.event.rev = 1
      if (seen.event.person === '') seen.event.person = strongest(seen.event.hit)
    }
  }
  const byPerson = new Map<string, PersonEvent[]>()
  for (const event of events) if (event.person !== '') byPerson.set(event.person, [...(byPerson.get(event.person) ?? []), event])
  return {
    events,
    people: [...byPerson.keys()].sort(),
    membersAt: (segment, at) =>
      [...byPerson].flatMap(([person, history]) => (isMemberAt(segment, history, at) ? [person] : [])).sort(),
  }
}

/** The first copy says what it says; the second fills gaps, and can only make consent stricter or firmer. */
function merged(first: Hit, second: Hit): Hit {
  const consent = { ...first.consent }
  for (const purpose of Object.keys(consent) as Purpose[]) {
    const [a, b] = [first.consent[purpose], second.consent[purpose]]
    if (a.by === 'basis' && b.by === 'signal') consent[purpose] = b
    else if (a.by === b.by) consent[purpose] = { by: a.by, granted: a.granted && b.granted }
  }
  const body: EventBody = {}
  for (const section of new Set([...Object.keys(first.body), ...Object.keys(second.body)]) as Set<keyof EventBody>) {
    body[section] = { ...second.body[section], ...first.body[section] }
  }
  const ids = [...first.ids, ...second.ids.filter((id) => first.ids.every((a) => identifierKey(a) !== identifierKey(id)))]
  return { ...first, consent, body, ids: consent.storage.granted ? ids : [] }
}

export function strongest(hit: Hit): string {
  const id = ID_TYPES.flatMap((type) => hit.ids.filter((candidate) => candidate.type === type))[0]
  return id ? personId(identifierKey(id)) : ''
}

/** A definition for the oracle. */
export function definition(id: string, rule: Condition, purposes?: Purpose[]): SegmentDefinition {
  return { id, number: segmentNumber(id), version: 1, name: id, rule, ...(purposes ? { purposes } : {}) }
}
