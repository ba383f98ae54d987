import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'

/**
 * What came from a source and what became of it, and what rules can be written about, as seen over
 * HTTP.
 */

const HOUR = 3_600_000
const NOON = Date.UTC(2024, 5, 1, 12)

interface Health {
  from: string
  to: string
  hours: Record<string, unknown>[]
}
interface Key {
  path: string
  types: string[]
  share: number
  examples: unknown[]
}
interface Catalogue {
  events: { name: string; events: number; did_you_mean?: string }[]
  properties: Key[]
  traits: Key[]
}

let weir: LocalWeir
beforeAll(async () => {
  weir = await startWeir()
  await weir.client.setClock(NOON + 600_000)
  await weir.client.put('/v1/sources/shop', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await weir.client.put('/v1/sources/other', { name: 'Other', kind: 'pixel' })
})
afterAll(() => weir[Symbol.asyncDispose]())

const event = (fields: object) => ({ source: 'shop', event: 'Purchase', user: { email: 'ada@example.com' }, ...fields })

async function health(source: string): Promise<Health> {
  await weir.settled()
  return weir.client.get(`/v1/sources/${source}/health`)
}

test('the last 24 hours of a source, by hour', async () => {
  const { client } = weir
  const now = (NOON + 600_000) / 1000
  const answer = await client.call('POST', '/v1/events', [
    event({ event_id: 'a', consent: { purposes: { storage: true } } }),
    event({ event_id: 'a', consent: { purposes: { storage: true } } }),
    event({ event_id: 'b', user: { mail: 'x' } }),
    event({ event_id: 'c', event: 'Purchse', tenant: 1 }),
    event({ event_id: 'd', event_time: now + 60, sent_at: now + 90 }),
    event({ event_id: 'e', test_event_code: 'T1' }),
    event({ event_id: 'f', event_time: now + 3600 }),
    event({ event_id: 'g', properties: { value: 'much' } }),
    event({ event_id: 'h', properties: { value: 'more' } }),
    event({ event: 'Consent', event_id: 'no', consent: { purposes: { storage: false, profiling: false } } }),
  ])
  expect(answer.status).toBe(202)

  await expect.poll(async () => (await health('shop')).hours.at(-1)?.['duplicates'], { timeout: 90_000 }).toBe(1)
  const { from, to, hours } = await health('shop')
  expect([Date.parse(from), Date.parse(to)]).toEqual([NOON - 23 * HOUR, NOON + HOUR])
  expect(hours).toHaveLength(24)
  expect(hours.at(-1)).toMatchObject({
    hour: new Date(NOON).toISOString(),
    accepted: 6,
    duplicates: 1,
    test_events: 1,
    refused: { event_in_future: 1, invalid_field: 2 },
    without_person: 2,
    without_consent: 3,
    unknown_fields: 2,
    clock_ahead: 1,
    clock_ahead_max_seconds: 60,
    warnings: { unknown_event_name: 1, clock_corrected: 1 },
  })
  expect(hours.slice(0, -1).every((hour) => hour['accepted'] === 0)).toBe(true)
  expect((await health('other')).hours.every((hour) => hour['accepted'] === 0)).toBe(true)
  expect((await client.call('GET', '/v1/sources/nobody/health')).status).toBe(404)
  // What ingest says of itself is no refusal.
  expect(await client.get('/v1/rejected')).toMatchObject({ counts: { event_in_future: 1, invalid_field: 2 } })
})

test('a hit of a page that is refused, and whose refusal of consent is heard, counts once', async () => {
  const { client } = weir
  await client.put('/v1/sources/page', { name: 'Page', kind: 'pixel', consent_basis: 'assumed' })
  const hit = (event_id: string, fields: object) => ({
    event: 'AddToCart',
    event_id,
    context: { pixel: { code: 'page' }, user: { email: 'bob@example.com' } },
    ...fields,
  })
  const refusing = { consent: { ad_storage: 'denied' } }
  const hits = [
    hit('1', {}),
    hit('2', { ...refusing, timestamp: 'yesterday' }),
    hit('3', { ...refusing, properties: 5 }),
    hit('4', refusing),
  ]
  for (const one of hits) await client.call('POST', '/api/v2/pixel', one)
  const said = async (): Promise<unknown> => (await health('page')).hours.at(-1)
  await expect
    .poll(said, { timeout: 90_000 })
    .toMatchObject({ accepted: 2, duplicates: 0, refused: { invalid_field: 2 }, warnings: { no_consent_stated: 1 } })
})

test('the catalogue of what was seen', async () => {
  const { client } = weir
  await client.post('/v1/events', [
    ...Array.from({ length: 8 }, (_, i) =>
      event({
        event: 'ViewContent',
        event_id: `v${i}`,
        properties: {
          color: ['red', 'blue'][i % 2],
          size: i,
          sale: true,
          contents: [{ content_id: `sku-${i}` }],
          payer: 'ada@example.com',
        },
      }),
    ),
    event({ event: 'Identify', event_id: 'i', traits: { plan: 'gold', customer: 'c'.repeat(64), age: 36 } }),
  ])
  await weir.settled()
  const { events, properties, traits } = await client.get<Catalogue>('/v1/catalogue?days=1')
  expect(events.find(({ name }) => name === 'ViewContent')).toMatchObject({ events: 8, sources: ['shop'] })
  expect(events.find(({ name }) => name === 'Purchse')).toMatchObject({ did_you_mean: 'Purchase' })
  expect(events.map(({ name }) => name)).not.toContain('')
  const seen = new Map([...properties, ...traits].map((key) => [key.path, key]))
  expect(seen.get('properties.color')).toMatchObject({ types: ['string'], examples: ['blue', 'red'] })
  expect(seen.get('properties.size')?.types).toEqual(['number'])
  expect(seen.get('properties.size')?.examples).toHaveLength(5)
  expect(seen.get('properties.sale')).toMatchObject({ types: ['boolean'], examples: [true] })
  expect(seen.get('properties.contents')).toMatchObject({ types: ['list'], examples: [] })
  expect(seen.get('properties.contents.content_id')).toMatchObject({ types: ['string'] })
  expect(seen.get('properties.payer')?.examples).toEqual([])
  expect(seen.get('traits.plan')).toMatchObject({ types: ['string'], examples: ['gold'] })
  expect(seen.get('traits.customer')?.examples).toEqual([])
  expect(seen.get('properties.color')!.share).toBeGreaterThan(seen.get('traits.plan')!.share)
  expect(await client.get('/v1/catalogue?source=other')).toMatchObject({ events: [], properties: [], traits: [] })
})
