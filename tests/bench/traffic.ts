import { createHash } from 'node:crypto'
import { identifierKey, personId, segmentNumber } from '@weir/contracts'
import type { Hit, Identifier, StoredSegment } from '@weir/contracts'
import type { Random } from '@weir/testkit'

const DAYS = [1, 3, 7, 14, 30, 2, 5, 10, 21, 60]
/** Windows as audiences on ad platforms have them. */
export const AUDIENCE_DAYS = [7, 14, 30, 60, 90, 180, 10, 21, 28, 45]

/** The shape of a load: how many event names there are, and how many segments look at each. */
export interface Shape {
  names: number
  segmentsPerName: number
}

/** 100 segments on 20 event names: each event touches five. */
export const HUNDRED: Shape = { names: 20, segmentsPerName: 5 }
/** 100 segments on 10 event names: each event touches ten. */
export const TEN_NAMES: Shape = { names: 10, segmentsPerName: 10 }
/** 1,000 segments on 100 event names: each event touches ten. */
export const THOUSAND: Shape = { names: 100, segmentsPerName: 10 }

export function eventName(i: number): string {
  return `Event${i}`
}

/**
 * "At least n of this event within so many days", all different; by default with short windows
 * among them, so that people come and go.
 */
export function segmentsOf({ names, segmentsPerName }: Shape, days: readonly number[] = DAYS): StoredSegment[] {
  return Array.from({ length: names * segmentsPerName }, (_, i) => {
    const id = `segment-${i}`
    const nth = Math.floor(i / names)
    const rule = {
      event: { name: eventName(i % names) },
      within: `${days[nth % days.length] ?? 1}d`,
      count: { gte: 1 + (nth % 5) },
    }
    return { id, number: segmentNumber(id), version: 1, updated_at: 0, name: id, rule }
  })
}

/** "Has spent so much within so many days" on one event name, with ten windows. */
export function sumsOf(count: number): StoredSegment[] {
  return Array.from({ length: count }, (_, i) => {
    const id = `sum-${i}`
    const sum = { path: 'properties.value', gte: 50 + 100 * i }
    const rule = { event: { name: eventName(0) }, within: `${DAYS[i % DAYS.length] ?? 1}d`, sum }
    return { id, number: segmentNumber(id), version: 1, updated_at: 0, name: id, rule }
  })
}

/**
 * A person's number below `people`, some far more often than others: Zipf's law with exponent 1/2.
 * Of a million events for 200,000 people the busiest has some two thousand; the usual exponent of 1
 * would give them eighty thousand, which nobody does.
 */
export function drawPerson(random: Random, people: number): number {
  return Math.floor(people * random.next() ** 2)
}

export interface Somebody {
  id: string
  identifiers: Identifier[]
}

export function somebody(i: number): Somebody {
  const external: Identifier = { type: 'external_id', value: sha256(`customer-${i}`) }
  const email: Identifier = { type: 'email', value: sha256(`customer-${i}@example.org`) }
  return { id: personId(identifierKey(external)), identifiers: [external, email] }
}

const granted = { granted: true, by: 'basis' } as const

/**
 * A canonical hit as ingest makes it of {@link nativeEvent}.
 * @param at event time and receipt, Unix ms.
 */
export function hitOf(name: string, identifiers: Identifier[], eventId: string, at: number): Hit {
  return {
    source: 'shop',
    channel: 'server',
    name,
    event_id: eventId,
    id_from: 'sender',
    event_time: at,
    received_at: at,
    ids: identifiers,
    consent: { storage: granted, profiling: granted, personalised_ads: granted, measurement: granted, modelling: granted },
    body: { properties: PROPERTIES, page: PAGE, user: { user_agent: USER_AGENT, locale: 'de-DE' } },
  }
}

const PROPERTIES = {
  value: 49.9,
  currency: 'EUR',
  content_type: 'product',
  contents: [
    { content_id: 'SKU-10442', content_name: 'Trail running shoe', price: 29.95, quantity: 1 },
    { content_id: 'SKU-20817', content_name: 'Merino socks, pair', price: 9.975, quantity: 2 },
  ],
}
const PAGE = { url: 'https://shop.example.org/shoes/trail?size=43&colour=blue', referrer: 'https://shop.example.org/shoes' }
const USER_AGENT =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36'

/** An event in our own form. */
export function nativeEvent(name: string, user: string, eventId: string, at: number): object {
  const email = sha256('somebody@example.org')
  return {
    event: name,
    event_id: eventId,
    event_time: at / 1000,
    source: 'shop',
    user: { external_id: user, email, ip: '198.51.100.7', user_agent: USER_AGENT, locale: 'de-DE' },
    properties: PROPERTIES,
    page: PAGE,
  }
}

/** The same as a request to TikTok's Events API 2.0. */
export function trackRequest(name: string, user: string, eventId: string, at: number): object {
  const { source, event_time, ...event } = nativeEvent(name, user, eventId, at) as { source: string; event_time: number }
  return { event_source: 'web', event_source_id: source, data: [{ ...event, event_time: Math.floor(event_time) }] }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
