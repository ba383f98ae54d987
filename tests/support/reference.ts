import {
  consentCode,
  eidOf,
  eventKey,
  identifierKey,
  ID_TYPES,
  isWithdrawal,
  personId,
  PURPOSES,
  segmentNumber,
} from '@weir/contracts'
import type {
  Condition,
  EventBody,
  EventRecord,
  Hit,
  PersonEvent,
  Purpose,
  SaidConsent,
  SegmentDefinition,
} from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import { isMemberAt } from '@weir/segmentation'

/**
 * The whole pipeline as a few lines over the list of accepted hits: duplicates by a search through
 * all that came before, people by their strongest identifier, memberships by the naive oracle. It
 * shares no machinery with the segmenter.
 */
export interface Reference {
  /** Distinct events of everybody, with the newest revision of each. */
  events: PersonEvent[]
  /**
   * What hits deny to people whom no event of theirs carries it to. It takes effect on those who
   * are known when it comes.
   */
  withdrawals: PersonEvent[]
  people: string[]
  /**
   * Who is a member at T, sorted.
   * @param inForce the withdrawals that came to somebody who was known; by default all.
   */
  membersAt(segment: SegmentDefinition, at: number, inForce?: readonly PersonEvent[]): string[]
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
  const withdrawals: PersonEvent[] = []
  const withdraw = (hit: Hit, said: SaidConsent, people: readonly string[]): void => {
    for (const person of new Set(people)) if (person !== '') withdrawals.push(...withdrawalOf(hit, said, person))
  }
  for (const hit of accepted) {
    const key = JSON.stringify([hit.source, hit.name, hit.event_id])
    const seen = known.get(key)
    const ageMs = seen ? hit.received_at - seen.first.received_at : Infinity
    const refused = hit.id_digests ?? []
    if (!seen || ageMs > 48 * HOUR) {
      const person = strongest(hit)
      const { id_digests: _, ...kept } = hit
      const event: PersonEvent = { kind: 'event', person, eid: eidOf(hit, person), rev: 0, hit: kept }
      known.set(key, { first: hit, channels: [hit.channel], event })
      events.push(event)
      withdraw(hit, hit.consent, refused)
    } else if (!seen.channels.includes(hit.channel) && ageMs <= 5 * 60_000) {
      seen.channels.push(hit.channel)
      const both = merged(seen.first, hit)
      const mayStore = both.consent.storage.granted
      if (mayStore || seen.event.person === '') {
        seen.event.hit = both
        seen.event.rev = 1
      }
      if (seen.event.person === '') seen.event.person = strongest(both)
      const digests = [...seen.first.ids, ...hit.ids].map(digestOf)
      if (!mayStore) withdraw(both, both.consent, [seen.event.person, ...(seen.first.id_digests ?? []), ...refused, ...digests])
      else if (strongest(hit) !== seen.event.person) withdraw(both, both.consent, [strongest(hit)])
    } else {
      withdraw(hit, hit.consent, hit.consent.storage.granted ? [strongest(hit)] : refused)
    }
  }
  const byPerson = new Map<string, PersonEvent[]>()
  for (const event of events) if (event.person !== '') byPerson.set(event.person, [...(byPerson.get(event.person) ?? []), event])
  return {
    events,
    withdrawals,
    people: [...byPerson.keys()].sort(),
    membersAt: (segment, at, inForce = withdrawals) =>
      [...byPerson]
        .flatMap(([person, history]) => {
          const denied = inForce.filter((withdrawal) => withdrawal.person === person)
          return isMemberAt(segment, [...history, ...denied], at) ? [person] : []
        })
        .sort(),
  }
}

/** Nothing but what the hit denies by a signal. */
function withdrawalOf(hit: Hit, said: SaidConsent, person: string): PersonEvent[] {
  const denied = PURPOSES.filter((purpose) => said[purpose]?.by === 'signal' && !said[purpose].granted)
  if (denied.length === 0) return []
  const consent = Object.fromEntries(denied.map((purpose) => [purpose, said[purpose]!])) as SaidConsent
  const codes = PURPOSES.map((purpose) => consentCode(consent[purpose])).join('')
  const event_time = Math.min(hit.event_time, hit.received_at)
  const eid = eventKey(hit.source, '', `${hit.event_id}\0${person}\0${codes}`, event_time)
  const { source, channel, event_id, id_from, received_at } = hit
  const place = { source, channel, name: '', event_id, id_from, event_time, received_at }
  return [{ kind: 'event', person, eid, rev: 0, hit: { ...place, ids: [], consent, body: {} } }]
}

/**
 * Of what was passed to the fold the withdrawals that came to somebody who was known, or who was by
 * a hit that was told before it and came later. What is not
 * beyond the newest origin of its source partition comes again: it has had its effect. When the
 * state falls back, a refusal is looked up anew and may name more people than the first time; who
 * became known only since then is not meant by it.
 * @param records of `weir.events`, those of each partition in their order, from its beginning.
 */
export function withdrawalsInForce(records: readonly LogRecord[]): PersonEvent[] {
  const people = new Set<string>()
  let newest = new Map<number, [offset: number, n: number]>()
  let last = -1
  let waiting: PersonEvent[] = []
  return records.flatMap(({ offset, origin, value }) => {
    if (offset <= last) newest = new Map()
    last = offset
    const event = JSON.parse(Buffer.from(value).toString()) as EventRecord
    if (event.kind !== 'event') return []
    const [at, n] = (origin && newest.get(origin.partition)) ?? [-1, -1]
    if (origin && (origin.offset < at || (origin.offset === at && origin.n <= n))) return []
    if (origin) newest.set(origin.partition, [origin.offset, origin.n])
    if (isWithdrawal(event)) {
      if (people.has(event.person)) return [event]
      waiting.push(event)
      return []
    }
    people.add(event.person)
    const due = waiting.filter((refusal) => refusal.person === event.person && isToldBefore(event.hit, refusal.hit))
    waiting = waiting.filter((refusal) => !due.includes(refusal))
    return due
  })
}

function isToldBefore(a: PersonEvent['hit'], b: PersonEvent['hit']): boolean {
  return a.received_at === b.received_at ? a.event_time <= b.event_time : a.received_at < b.received_at
}

/**
 * The first copy says what it says; the second fills gaps, and can only make consent stricter or
 * firmer.
 */
function merged(first: Hit, second: Hit): Hit {
  const consent = { ...first.consent }
  for (const purpose of Object.keys(consent) as Purpose[]) {
    const [a, b] = [first.consent[purpose], second.consent[purpose]]
    if (a.by === 'basis' && b.by === 'signal') consent[purpose] = b
    else if (a.by === b.by && a.granted !== b.granted) consent[purpose] = a.granted ? b : a
    else if (a.by === b.by) consent[purpose] = a.keyless ? b : a
  }
  const body: EventBody = {}
  for (const section of new Set([...Object.keys(first.body), ...Object.keys(second.body)]) as Set<keyof EventBody>) {
    body[section] = { ...second.body[section], ...first.body[section] }
  }
  const ids = [...first.ids, ...second.ids.filter((id) => first.ids.every((a) => identifierKey(a) !== identifierKey(id)))]
  const { id_digests: _, ...said } = first
  if (consent.storage.granted) return { ...said, consent, body, ids }
  delete body.user
  delete body.traits
  const page = Object.entries(body.page ?? {}).map(([key, value]) => [
    key,
    typeof value === 'string' ? value.split(/[?#]/)[0] : value,
  ])
  return { ...said, consent, body: { ...body, ...(body.page ? { page: Object.fromEntries(page) } : {}) }, ids: [] }
}

export function strongest(hit: Hit): string {
  const id = ID_TYPES.flatMap((type) => hit.ids.filter((candidate) => candidate.type === type))[0]
  return id ? digestOf(id) : ''
}

/** The person whom an identifier names. */
function digestOf(id: Hit['ids'][number]): string {
  return personId(identifierKey(id))
}

/** A definition for the oracle. */
export function definition(id: string, rule: Condition, purposes?: Purpose[]): SegmentDefinition {
  return { id, number: segmentNumber(id), version: 1, name: id, rule, ...(purposes ? { purposes } : {}) }
}
