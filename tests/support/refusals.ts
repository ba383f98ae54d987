import type { Client } from './embedded-client.ts'

/**
 * How somebody who has bought says no afterwards, in every dialect and every form that means all or
 * some of it.
 */

const PURPOSES = ['storage', 'profiling', 'personalised_ads', 'measurement', 'modelling']
const FORMS = {
  'reject all': { consent: { purposes: Object.fromEntries(PURPOSES.map((purpose) => [purpose, false])) } },
  'storage alone': { consent: { purposes: { storage: false } } },
  'google, directly': { consent: { ad_storage: 'denied', ad_user_data: 'denied', ad_personalization: 'denied' } },
  'google, below': { consent: { google: { ad_storage: 'denied', ad_user_data: 'denied' } } },
  'TCF string': { consent: { tcf: 'CPSG_8APSG_8ANwAAAENAAFgAAAAAAAAAAAAAAAAAAAA.IAAA.YAAAAAAAAAAA' } },
  'GPP string': { consent: { gpp: 'DBABMA~CPSG_8APSG_8ANwAAAENAAFgAAAAAAAAAAAAAAAAAAAA.IAAA.YAAAAAAAAAAA', gpp_sid: [2] } },
  gpc: { consent: { gpc: true } },
  shopify: { consent: { marketingAllowed: false, saleOfDataAllowed: false } },
  'not understood': { consent: { marketing: false, advertising: false } },
} as const

const SOURCE = 'shop'

interface Hit {
  event: string
  event_id: string
  user: object
  consent?: unknown
}

const old = (at: number, { user, ...hit }: Hit) => ({ ...hit, timestamp: new Date(at).toISOString(), context: { user } })
const pixel = (at: number, { user, ...hit }: Hit) => ({
  ...hit,
  timestamp: new Date(at).toISOString(),
  context: { pixel: { code: SOURCE }, user, page: { url: 'https://shop.example/' } },
})

/** Each sends one hit that happened at `at` (Unix ms). */
export const DIALECTS: Record<string, (client: Client, key: string, at: number, hit: Hit) => Promise<{ status: number }>> = {
  native: (client, _key, at, hit) => client.call('POST', '/v1/events', { ...hit, source: SOURCE, event_time: at / 1000 }),
  'events api 2': (client, key, at, hit) =>
    client.call(
      'POST',
      '/open_api/v1.3/event/track/',
      { event_source: 'web', event_source_id: SOURCE, data: [{ ...hit, event_time: at / 1000 }] },
      { 'access-token': key },
    ),
  'events api 1': (client, key, at, hit) =>
    client.call('POST', '/open_api/v1.2/pixel/track/', { pixel_code: SOURCE, ...old(at, hit) }, { 'access-token': key }),
  'events api 1, batch': (client, key, at, hit) =>
    client.call('POST', '/open_api/v1.3/pixel/batch/', { pixel_code: SOURCE, batch: [old(at, hit)] }, { 'access-token': key }),
  pixel: (client, _key, at, hit) => client.call('POST', '/api/v2/pixel', JSON.stringify(pixel(at, hit))),
  'pixel, GET': (client, _key, at, hit) => {
    const message = encodeURIComponent(Buffer.from(JSON.stringify(pixel(at, hit))).toString('base64'))
    return client.call('GET', `/api/v2/pixel?analytics_message=${message}`)
  },
}

/**
 * One person for each dialect and form: `email` is what they refuse with, `known` how they have
 * bought.
 */
export interface Refusing {
  what: string
  email: string
  known: object
  refuse: (client: Client, key: string, at: number) => Promise<{ status: number }>
}

/**
 * Half of those who refuse storage have bought under an id of their own, beside the address. Where
 * storage is granted the hit is an event of whom it names, and of nobody else.
 */
export const REFUSING: readonly Refusing[] = Object.entries(DIALECTS).flatMap(([dialect, send], d) =>
  Object.entries(FORMS).map(([form, said], f): Refusing => {
    const email = `p-${d}-${f}@example.com`
    return {
      what: `${dialect}: ${form}`,
      email,
      known: form === 'gpc' || (d + f) % 2 === 0 ? { email } : { email, external_id: `c-${d}-${f}` },
      refuse: (client, key, at) =>
        send(client, key, at, { event: 'Consent', event_id: `no-${d}-${f}`, user: { email }, ...said }),
    }
  }),
)

/** A purchase of each of them. */
export const purchasesAt = (at: number): object[] =>
  [...REFUSING.map(({ known }) => known), { email: 'stays@example.com' }].map((user, i) => ({
    event: 'Purchase',
    event_id: `bought-${i}`,
    event_time: at / 1000,
    source: SOURCE,
    user,
    properties: { value: 1 },
  }))
