import { canonicalName, eventKey, personId, PURPOSES } from '@weir/contracts'
import type { Hit, HitConsent, PersonEvent, SegmentDefinition } from '@weir/contracts'
import type { PeerCase, PeerEvent, PeerSegment } from './peer-cases.ts'
import { definitionOf, listTrait, ruleOf, subscribedRule, subscriptionTrait } from './peer-rules.ts'

/** What a case says, step by step. Times are Unix ms. */
export type StoryStep =
  | { do: 'define'; at: number; segments: SegmentDefinition[] }
  | { do: 'events'; at: number; events: PersonEvent[] }
  | { do: 'ask'; at: number; expected: { person: string; segment: string; member: boolean }[] }

/** @param prefix keeps the people of different cases apart. @throws InexpressibleError */
export function toStory({ start, segments, subscriptionGroups, steps }: PeerCase, prefix: string): StoryStep[] {
  const who = (id: string): string => personId(`${prefix}:${id}`)
  let made = 0
  let version = 1
  let now = Date.parse(start)
  const groups = subscriptionGroups.map(({ name, type }) => definitionOf(name, 1, subscribedRule(name, type)))
  const own = (list: PeerSegment[]): SegmentDefinition[] =>
    list.map((segment) => definitionOf(segment.name, version, ruleOf(segment)))
  const story: StoryStep[] = [{ do: 'define', at: now, segments: [...own(segments), ...groups] }]
  const everybody = new Set<string>()

  for (const step of steps) {
    if ('at' in step && Date.parse(step.at) !== now) throw new Error(`the case says ${step.at}, its clock ${now}`)
    if (step.type === 'Sleep') now += step.timeMs
    if (step.type === 'UpdateComputedProperty' && step.segments) {
      version++
      story.push({ do: 'define', at: now, segments: own(step.segments) })
    }
    if (step.type === 'SubmitEvents') {
      const events = Array.isArray(step.events) ? step.events : generated(step.events)
      for (const event of events) everybody.add(userOf(event))
      story.push({ do: 'events', at: now, events: events.map((event) => eventOf(event, who(userOf(event)), now, made++)) })
    }
    if (step.type === 'Assert') {
      const named = step.users.flatMap(({ id, segments: is = {}, subscriptions = {} }) =>
        Object.entries({ ...is, ...subscriptions }).map(([segment, member]) => ({
          person: who(id),
          segment,
          member: member === true,
        })),
      )
      if (step.userCount !== undefined && step.userCount !== everybody.size) throw new Error('not everybody was generated')
      const counted =
        step.userCount === undefined ? [] : segments.flatMap(({ name }) => [...everybody].map((id) => [name, id] as const))
      story.push({
        do: 'ask',
        at: now,
        expected: [...named, ...counted.map(([segment, id]) => ({ person: who(id), segment, member: true }))],
      })
    }
  }
  return story
}

/** The file has the first users of a generated case; the rest are numbered on. */
function generated({ count, first }: { count: number; first: PeerEvent[] }): PeerEvent[] {
  return Array.from({ length: count }, (_, i) => first[i] ?? { ...first[0]!, userId: `user-${i}` })
}

function userOf({ userId, anonymousId }: PeerEvent): string {
  return (userId ?? anonymousId)!
}

const granted = { granted: true, by: 'basis' } as const
const CONSENT = Object.fromEntries(PURPOSES.map((purpose) => [purpose, granted])) as HitConsent

function eventOf(event: PeerEvent, person: string, receivedAt: number, n: number): PersonEvent {
  const name = event.type === 'identify' ? 'Identify' : event.event!
  const eventTime = Date.parse(event.timestamp)
  const traits = { ...flat(event.traits ?? {}), ...standingOf(event) }
  const hit: Hit = {
    source: 'peer',
    channel: 'server',
    name: canonicalName(name),
    event_id: String(n),
    id_from: 'sender',
    event_time: eventTime,
    received_at: receivedAt,
    ids: [],
    consent: CONSENT,
    body: {
      ...(event.properties ? { properties: event.properties } : {}),
      ...(Object.keys(traits).length > 0 ? { traits } : {}),
    },
  }
  return { kind: 'event', person, eid: eventKey('peer', name, `${person} ${n}`, eventTime), rev: 0, hit }
}

/**
 * Being on a list, or subscribed, is something current: the newest word counts, so it is a trait.
 */
function standingOf({ event, properties = {} }: PeerEvent): Record<string, unknown> {
  if (event === 'DFSubscriptionChange') return { [subscriptionTrait(properties['subscriptionId'])]: properties['action'] }
  if (event === 'DFManualSegmentUpdate')
    return { [listTrait(properties['segmentId'])]: properties['inSegment'] === 1 ? properties['version'] : null }
  return {}
}

/** Traits are a flat list of keys: `{ a: { b: 1 } }` arrives as `{ "a.b": 1 }`. */
function flat(traits: Record<string, unknown>, prefix = ''): Record<string, unknown> {
  const entries = Object.entries(traits).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(flat(value as Record<string, unknown>, `${prefix}${key}.`))
      : [[prefix + key, value] as const],
  )
  return Object.fromEntries(entries)
}
