import { eventKey, PURPOSES, WITHDRAWAL } from '@weir/contracts'
import type { HitConsent, PersonEvent, SaidConsent } from '@weir/contracts'
import * as fc from 'fast-check'

/**
 * Random histories on a small grid of times and values, so that edges are hit often. For tests
 * only.
 */

const HOUR = 3_600_000
/** The week in which summer time begins in Berlin (2024-03-31 01:00Z). */
export const START = Date.UTC(2024, 2, 25)

const consent: fc.Arbitrary<HitConsent> = fc
  .record({ profiling: fc.boolean(), modelling: fc.boolean(), by: fc.constantFrom('signal' as const, 'basis' as const) })
  .map(({ profiling, modelling, by }) => {
    const mark = { granted: true, by: 'basis' as const }
    return {
      // A signal grants it anew where a withdrawal had denied it.
      storage: { granted: true, by },
      profiling: { granted: profiling, by },
      personalised_ads: mark,
      measurement: mark,
      modelling: { granted: modelling, by },
    }
  })

const body = fc.record(
  {
    properties: fc.record(
      {
        value: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('1.5', 'x', 0.1)),
        contents: fc.array(fc.record({ content_id: fc.constantFrom('a', 'b', 'c', 'd') }), { maxLength: 3 }),
      },
      { requiredKeys: [] },
    ),
    ad: fc.record({ campaign_id: fc.constantFrom('k1', 'k2'), creative_id: fc.constantFrom('c1', 'c2') }),
    page: fc.record({ url: fc.constantFrom('https://shop/sale', 'https://shop/') }),
    traits: fc.record(
      {
        country: fc.constantFrom('DE', 'AT', 'US', null),
        age: fc.integer({ min: 28, max: 32 }),
        renewal: fc.constantFrom('2024-03-28', '2024-03-27T06:00:00', '2024-03-30T00:00:00.500+01:00', 1_711_584_000, 'soon', [
          '2024-03-26',
          '2024-03-31T10:00:00Z',
        ]),
        '$score.buys': fc.constantFrom(0.1, 0.3, 0.5, 0.9, null),
        '$lookalike.seed': fc.constantFrom(0.1, 0.5, 0.8, 0.9),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
)

/**
 * One person's event, with how long after (or, by a fast clock, before) its time it is received.
 */
export interface Arrival {
  event: PersonEvent
  delayMs: number
}

/** Events as the simulation's stories have them: see OF_STORIES in arbitraries.ts. */
export const storyArrivals: fc.Arbitrary<Arrival> = fc
  .record({
    hours: fc.integer({ min: 0, max: 7 * 24 }),
    offsetMs: fc.constantFrom(0, 0, 1, 60_000),
    name: fc.constantFrom('Purchase', 'AddToCart', 'ViewContent', 'AddToWishlist', 'AdImpression'),
    source: fc.constantFrom('shop', 'app'),
    id: fc.integer({ min: 0, max: 9 }),
    consent,
    body,
    delayMs: fc.constantFrom(0, 0, 0, 1, 2 * HOUR, 30 * HOUR, -60_000, -240_000),
  })
  .map(({ hours, offsetMs, name, source, id, consent, body, delayMs }) => {
    const event_time = START + hours * HOUR + offsetMs
    const event_id = `id-${id}`
    return {
      delayMs,
      event: {
        kind: 'event',
        person: 'ab'.repeat(16),
        eid: eventKey(source, name, event_id, event_time),
        rev: 0,
        hit: {
          source,
          channel: 'server',
          name,
          event_id,
          id_from: 'sender',
          event_time,
          received_at: event_time + delayMs,
          ids: [{ type: 'external_id', value: 'ef'.repeat(32) }],
          consent,
          body: body as PersonEvent['hit']['body'],
        },
      },
    }
  })

/** What an item costs: several amounts in one event. The last is no number. */
const PRICES: Readonly<Record<string, unknown>> = { a: 1, b: 2, c: '2.5', d: 'x' }

/** Whole videos, parts of them at the edge of a quarter, and what says nothing of its share. */
const WATCHED: readonly object[] = [
  { video_id: 'v1', duration_ms: 20_000, watched_ms: 15_000 },
  { video_id: 'v1', duration_ms: 20_000, watched_ms: 14_999 },
  { video_id: 'v2', duration_ms: '30000', watched_ms: 30_000 },
  { video_id: 'v2', duration_ms: 30_000, watched_ms: 7_500, watched_share: 1 },
  { video_id: 'v3', duration_ms: 0, watched_ms: 9_000 },
  { video_id: 'v3', watched_ms: 9_000, watched_share: 0.9 },
  { video_id: ['v1', 'v2', 'v1'], duration_ms: 7, watched_ms: 5.25 },
  {},
]

/** Some pages were reached by the address of a campaign. */
function landing({ eid, hit }: PersonEvent): Record<string, unknown> | undefined {
  const { page } = hit.body
  const ends: Readonly<Record<string, string>> = { a: '?utm_campaign=k3', b: '?a=1&utm_campaign=k1#top', c: '?utm_campaign=&x' }
  return page && { ...page, url: `${String(page['url'])}${ends[eid[3] ?? ''] ?? ''}` }
}

/** What some senders state: ingest writes it beside the traits of the hit. */
const STATED: readonly object[] = [
  {},
  { $country: 'DE' },
  { $country: 'AT', $device: 'ios' },
  { $device: 'android' },
  { $country: 'US', $device: 'pc' },
]

/** Returns the traits of an event with what its sender states; undefined where neither is. */
function stated({ eid, hit }: PersonEvent): Record<string, unknown> | undefined {
  const added = STATED[Number.parseInt(eid.slice(4, 6), 16) % STATED.length]!
  const traits = { ...hit.body.traits, ...added }
  return Object.keys(traits).length > 0 || hit.body.traits ? traits : undefined
}

/** Events as in stories, with prices, videos, campaigns, and what senders state. */
export const arrivalArbitrary: fc.Arbitrary<Arrival> = storyArrivals.map(({ event, delayMs }) => {
  const { properties } = event.hit.body
  const contents = properties?.['contents'] as { content_id: string }[] | undefined
  const priced = contents?.map((item) => ({ ...item, price: PRICES[item.content_id] }))
  const video = { ...WATCHED[Number.parseInt(event.eid.slice(0, 2), 16) % WATCHED.length] }
  const page = landing(event)
  const traits = stated(event)
  const body = {
    ...event.hit.body,
    ...(traits ? { traits } : {}),
    ...(page ? { page } : {}),
    ...(priced ? { properties: { ...properties, contents: priced } } : {}),
    video,
  }
  return { event: { ...event, hit: { ...event.hit, body } }, delayMs }
})

/**
 * Adds statements that came without a key, and withdrawals, which deny some purposes and are not
 * events of the person.
 */
export const spokenArbitrary: fc.Arbitrary<Arrival> = fc
  .tuple(arrivalArbitrary, fc.constantFrom('as it is', 'as it is', 'keyless', 'withdrawal'), fc.integer({ min: 1, max: 31 }))
  .map(([{ event, delayMs }, kind, purposes]): Arrival => {
    if (kind === 'as it is') return { event, delayMs }
    const denied = PURPOSES.filter((_, i) => (purposes >> i) & 1)
    const consent = kind === 'keyless' ? keyless(event.hit.consent) : refusal(denied, purposes % 3 === 0)
    const hit = kind === 'keyless' ? { ...event.hit, consent } : { ...event.hit, consent, name: WITHDRAWAL, ids: [], body: {} }
    const { source, name, event_id, event_time } = hit
    return { delayMs, event: { ...event, eid: eventKey(source, name, `${event_id} ${purposes}`, event_time), hit } }
  })

function keyless(consent: SaidConsent): SaidConsent {
  const marks = Object.entries(consent).map(([purpose, mark]) => [
    purpose,
    mark.by === 'signal' ? { ...mark, keyless: true } : mark,
  ])
  return Object.fromEntries(marks) as SaidConsent
}

function refusal(purposes: readonly string[], isKeyless: boolean): SaidConsent {
  const mark = { granted: false, by: 'signal', ...(isKeyless ? { keyless: true } : {}) }
  return Object.fromEntries(purposes.map((purpose) => [purpose, mark])) as SaidConsent
}

/**
 * Returns the events as the fold sees them: it ignores a withdrawal of a person who is not known
 * yet.
 */
export function ofTheKnown(events: readonly PersonEvent[]): PersonEvent[] {
  const first = events.findIndex(({ hit }) => hit.name !== WITHDRAWAL)
  return first === -1 ? [] : events.slice(first)
}
