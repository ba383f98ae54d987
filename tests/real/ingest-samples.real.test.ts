import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Hit, Purpose } from '@weir/contracts'
import { createClock } from '@weir/runtime'
import { expect, test } from 'vitest'
import { EVENTS_2, NOW, openIngest, PIXEL, post } from '../../services/ingest/test/harness.ts'

/**
 * Real hits and what real senders post: every one is accepted, and what is stored is exactly what
 * the platform's documentation says.
 */

const SHARED = new URL('../../../shared/', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, SHARED), 'utf8'))
const sample = (name: string): Record<string, unknown> => read(`samples/tiktok/${name}.json`) as Record<string, unknown>
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

const granted = { granted: true, by: 'basis' } as const
const CONSENT: Record<Purpose, typeof granted> = {
  storage: granted,
  profiling: granted,
  personalised_ads: granted,
  measurement: granted,
  modelling: granted,
}
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 12_1_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/16D57'
const PIXEL_CODE = 'C1234567890'
const SOURCES = ['test', '1234', 'appIdTest', 'test-event-set', PIXEL_CODE]

const segmentUser = {
  ids: [
    { type: 'external_id', value: sha('testid123') },
    { type: 'email', value: sha('coreytest1231@gmail.com') },
    { type: 'phone', value: sha('+15555555555') },
    { type: 'ttclid', value: '12345' },
  ],
  user: { user_agent: IPHONE },
}
const segmentPage = { referrer: 'https://google.com/', url: 'https://segment.com/' }
const gtmUser = [
  { type: 'email', value: sha('test@test.com') },
  { type: 'phone', value: sha('1231231234') },
]
const server = {
  channel: 'server',
  event_time: NOW,
  received_at: NOW,
  consent: CONSENT,
  id_from: 'sender',
  event_id: 'corey123',
} as const

type Stored = Omit<Hit, 'ids'> & { ids: unknown[] }
const gtm = (name: string): Stored => ({
  ...server,
  source: '1234',
  name: 'ViewContent',
  event_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  id_from: 'weir',
  ids: gtmUser,
  body: { properties: firstEvent(name)['properties'] as Record<string, unknown>, page: { url: 'https://www.tiktok.com' } },
})
const firstEvent = (name: string): Record<string, unknown> => (sample(name)['data'] as Record<string, unknown>[])[0]!

/**
 * What each Events API sample must be stored as. `event_time: 0` of TikTok's own tag means "not
 * set".
 */
const EVENTS: Record<string, () => Stored> = {
  event_track_segment_initiate_checkout: () => ({
    ...server,
    source: 'test',
    name: 'InitiateCheckout',
    ids: segmentUser.ids,
    body: {
      properties: { content_type: 'product', contents: [], currency: 'USD', query: 'shoes', search_string: 'shoes', value: 100 },
      page: segmentPage,
      user: segmentUser.user,
    },
  }),
  event_track_segment_initiate_checkout_contents: () => ({
    ...server,
    source: 'test',
    name: 'InitiateCheckout',
    ids: segmentUser.ids,
    body: {
      properties: {
        content_type: 'product',
        contents: [
          {
            price: 100,
            quantity: 2,
            content_id: 'abc123',
            content_category: 'Air Force One (Size S)',
            content_name: 'pname1',
            brand: 'Brand X',
          },
        ],
        currency: 'USD',
        query: 'shoes',
        search_string: 'shoes',
        value: 100,
      },
      page: segmentPage,
      user: segmentUser.user,
    },
  }),
  event_track_segment_offline_contact: () => ({
    ...server,
    source: 'test-event-set',
    name: 'Contact',
    event_id: 'test-message-id-contact',
    ids: [
      { type: 'external_id', value: 'f18c018187c833dc00fb68f0517a135356fd947df08b0d22eaa145f623edc13e' },
      { type: 'email', value: sha('testsegmentintegration1@tiktok.com') },
      { type: 'email', value: sha('testsegmentintegration2@tiktok.com') },
      { type: 'phone', value: sha('+15555555555') },
      { type: 'phone', value: sha('+15555555556') },
      { type: 'ttclid', value: 'test-ttclid-contact' },
    ],
    body: {
      properties: { contents: [], content_type: 'product', order_id: 'test-order-id-contact', shop_id: 'test-shop-id-contact' },
      page: { url: 'https://segment.com/academy/' },
      user: {
        user_agent:
          'Mozilla/5.0 (iPhone; CPU iPhone OS 9_1 like Mac OS X) AppleWebKit/601.1.46 (KHTML, like Gecko) Version/9.0 Mobile/13B143 Safari/601.1',
        locale: 'en-US',
      },
    },
  }),
  event_track_segment_app_checkout: () => ({
    ...server,
    source: 'appIdTest',
    name: 'Checkout',
    ids: [
      { type: 'external_id', value: sha('testid123') },
      { type: 'email', value: sha('test@test.com') },
      { type: 'phone', value: '2dcdfdf2e17a1da67c29c18e7ad8e7d0db33f7bd060ca0b57283f7de039bc478' },
      { type: 'phone', value: '0806656035ae6c32c59071bfeb47c81c1a2eb370e3fca994869e90af24f26073' },
      { type: 'idfa', value: sha('7a3cbea0-bdf5-11e4-8dfc-aa07a5b093db') },
      { type: 'idfv', value: 'B5372DB0-C21E-11E4-8DFC-AA07A5B093DB' },
    ],
    body: {
      properties: {
        content_type: 'product',
        contents: [
          {
            content_id: 'prod id 1',
            price: 100,
            quantity: 2,
            content_category: 'trains',
            content_name: 'Choo-choo toy',
            brand: 'TrainCo',
          },
          {
            content_id: 'prod id 2',
            price: 99,
            quantity: 1,
            content_category: 'cars',
            content_name: 'vroom toy',
            brand: 'CarCo',
          },
        ],
        currency: 'USD',
        value: 100,
      },
      user: { user_agent: IPHONE },
    },
  }),
  event_track_gtm_view_content: () => gtm('event_track_gtm_view_content'),
  event_track_gtm_view_content_value_autofilled: () => gtm('event_track_gtm_view_content_value_autofilled'),
}

const wire = { source: PIXEL_CODE, channel: 'pixel', consent: CONSENT } as const
const at = (iso: string) => ({ event_time: Date.parse(iso), received_at: PIXEL_NOW })
const PIXEL_NOW = Date.parse('2026-06-29T18:00:00Z')
const pixelIds = [
  { type: 'external_id', value: sha('123456') },
  { type: 'email', value: '8d9b70fd20e23919cfe664ea5e571db39d72ba1bf17bf57e909ada24be9aa3aa' },
  { type: 'phone', value: '860e1f38de021b232b96ab7a01bd906d0275f7f2a7ee331ebbcf890e8aec0c71' },
]
const gtmTag = { gtm_version: '0_2_02:14', event_trigger_source: 'GoogleTagManagerClient' }
const item = (content_id: string, content_name: string, price: number, group = 'Kraftwerke') => ({
  content_id,
  content_name,
  brand: group,
  content_category: group,
  price,
  quantity: 1,
  content_type: 'product',
})

/** What the pixel says of the device, `context.device.platform`. */
const onPc = { $device: 'pc' }

/** The three captured pixel hits. */
const WIRE: Record<string, Stored> = {
  pixel_wire_pageview: {
    ...wire,
    ...at('2026-06-29T17:47:07.730Z'),
    name: 'Pageview',
    event_id: 'messageId-1782755227730-8018620532307-C1234567890',
    id_from: 'message',
    ids: [],
    body: {
      page: {
        url: 'https://atomkraftwerke24.de/ectest.html?gtm_debug=1782755224649',
        referrer: 'https://tagassistant.google.com/',
        load_progress: '2',
      },
      user: { user_agent: 'Mozilla/5.0' },
      traits: onPc,
    },
  },
  pixel_wire_complete_registration: {
    ...wire,
    ...at('2026-06-29T17:49:01.369Z'),
    name: 'CompleteRegistration',
    event_id: 'ID1',
    id_from: 'sender',
    ids: pixelIds,
    body: {
      properties: { ...gtmTag, currency: 'USD', value: 0 },
      page: {
        url: 'https://atomkraftwerke24.de/ectest.html?gtm_debug=1782755224649',
        referrer: 'https://tagassistant.google.com/',
      },
      user: { user_agent: 'Browser/1' },
      traits: onPc,
    },
  },
  pixel_wire_add_to_cart: {
    ...wire,
    ...at('2026-06-29T17:52:13.505Z'),
    name: 'AddToCart',
    event_id: 'ID1',
    id_from: 'sender',
    ids: pixelIds,
    body: {
      properties: {
        ...gtmTag,
        currency: 'EUR',
        value: 99.95,
        contents: [
          item('119', 'Brennstäbchen (6 x Bundle)', 99.95, 'Zubehör'),
          item('33', 'Atomkraftwerk (klein)', 11_000_000.42),
          item('37', 'Atomkraftwerk (mittel)', 22_050_000.42),
          item('38', 'Atomkraftwerk (groß)', 123_456_789.99),
        ],
      },
      page: { url: 'https://atomkraftwerke24.de/shop/', referrer: 'https://atomkraftwerke24.de/' },
      user: { user_agent: 'Browser/1' },
    },
  },
}

test('every sample that is a hit has its expectation here', () => {
  const hits = readdirSync(new URL('samples/tiktok/', SHARED)).filter((name) => /^(event_track|pixel_wire)_.*\.json$/.test(name))
  expect(hits.map((name) => name.replace('.json', '')).toSorted()).toEqual(
    [...Object.keys(EVENTS), ...Object.keys(WIRE)].toSorted(),
  )
})

test.each(Object.entries(EVENTS))('%s', async (name, expected) => {
  await using ingest = await openIngest({ assumed: SOURCES })
  const answer = await post(ingest, EVENTS_2, sample(name))
  expect(answer.json()).toEqual({ code: 0, message: 'OK', request_id: expect.any(String), data: {} })
  expect(await ingest.hits()).toEqual([expected()])
})

test.each(Object.entries(WIRE))('%s', async (name, expected) => {
  await using ingest = await openIngest({ assumed: SOURCES, clock: createClock('manual', PIXEL_NOW) })
  const answer = await post(ingest, PIXEL, JSON.stringify(sample(name)), {
    'content-type': 'text/plain;charset=UTF-8',
    'user-agent': 'Browser/1',
  })
  expect(answer.statusCode).toBe(204)
  expect(await ingest.hits()).toEqual([expected])
})
