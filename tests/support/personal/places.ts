import { ADMIN_KEY } from '../embedded.ts'
import type { Client } from '../embedded-client.ts'

/** Every place of a request that a text can have. */

/** A request as it goes over the wire; GET unless told. */
export interface Sent {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string
}

/** When it is, in these stories: Unix ms. */
export const NOW = Date.UTC(2024, 4, 2, 12)
/** That takes what is sent, and the segment that asks about it. */
export const SOURCE = 'shop'
export const SEGMENT = 'buyers'

const KEYED = { authorization: `Bearer ${ADMIN_KEY}` }
const JSON_KEYED = { ...KEYED, 'content-type': 'application/json' }

const native = (event: object): Sent => ({
  method: 'POST',
  path: '/v1/events',
  headers: JSON_KEYED,
  body: JSON.stringify({ source: SOURCE, event: 'Purchase', event_time: NOW / 1000, ...event }),
})
const eventsApi = (path: string, body: object): Sent => ({
  method: 'POST',
  path: `/open_api/v1.3/${path}/`,
  headers: { ...JSON_KEYED, 'access-token': ADMIN_KEY },
  body: JSON.stringify(body),
})
const keyed = (path: string, method = 'GET'): Sent => ({ method, path, headers: KEYED })
const json = (method: string, path: string, body: object): Sent => ({
  method,
  path,
  headers: JSON_KEYED,
  body: JSON.stringify(body),
})
const in_ = encodeURIComponent

const HEADS = [
  'user-agent',
  'referer',
  'origin',
  'cookie',
  'x-forwarded-for',
  'x-request-id',
  'access-token',
  'content-type',
  'content-encoding',
  'sec-gpc',
  'traceparent',
  'baggage',
  'x-own',
]

type Place = (canary: string) => Sent

/** Where hits have a text. */
export const HITS: Readonly<Record<string, Place>> = {
  ...Object.fromEntries(
    HEADS.map((name): [string, Place] => [
      `head ${name}`,
      (canary) => ({ ...native({ event_id: name }), headers: { ...JSON_KEYED, [name]: canary } }),
    ]),
  ),
  'a body that is no JSON': (canary) => ({ ...native({}), body: `{"user": "${canary}` }),
  'lines of which one is none': (canary) => ({
    ...native({}),
    headers: { ...KEYED, 'content-type': 'application/x-ndjson' },
    body: `${native({ event_id: 'line' }).body ?? ''}\n${canary}\n`,
  }),
  'a form': (canary) => ({
    ...native({}),
    headers: { ...KEYED, 'content-type': 'application/x-www-form-urlencoded' },
    body: `data=${in_(JSON.stringify({ event: canary, user: canary }))}&${in_(canary)}=${in_(canary)}`,
  }),
  'an event': (canary) => native({ event: canary }),
  'an id': (canary) => native({ event_id: canary }),
  'a time': (canary) => native({ event_time: canary }),
  'a source': (canary) => native({ source: canary }),
  'a user': (canary) => native({ user: { external_id: canary, email: canary, own: canary } }),
  'the name of a user': (canary) =>
    native({ user: { external_id: 'ann', first_name: canary, last_name: canary, name: canary, ip: canary, user_agent: canary } }),
  properties: (canary) =>
    native({
      user: { external_id: 'ann' },
      properties: { [canary]: canary, value: canary, query: canary, deep: { list: [{ [canary]: [canary] }] } },
      page: { url: `https://shop.example/${canary}?q=${canary}#${canary}`, referrer: canary, title: canary },
    }),
  traits: (canary) => native({ user: { external_id: 'ann' }, traits: { plan: canary, [canary]: 1 } }),
  consent: (canary) => native({ consent: { tcf: canary, gpp: canary, us_privacy: canary, [canary]: canary } }),
  'a test': (canary) => native({ test_event_code: canary, user: { external_id: 'ann' } }),
  'a pixel': (canary) => ({
    method: 'POST',
    path: '/api/v2/pixel',
    body: JSON.stringify({ event: canary, context: { pixel: { code: canary }, user: { email: canary } } }),
  }),
  'a pixel of ours': (canary) => ({
    method: 'POST',
    path: '/api/v2/pixel',
    body: JSON.stringify({
      event: 'Purchase',
      event_id: canary,
      context: {
        pixel: { code: SOURCE },
        page: { url: canary, referrer: canary },
        ad: { callback: canary },
        user: { external_id: canary },
      },
      properties: { description: canary, contents: [{ content_id: canary, content_name: canary }] },
    }),
  }),
  'a pixel by GET': (canary) => ({ path: `/api/v2/pixel?analytics_message=${in_(canary)}&sdkid=${in_(canary)}` }),
  'a path below the pixel': (canary) => ({ path: `/api/v2/${in_(canary)}` }),
  'a path below events': (canary) => keyed(`/v1/events/${in_(canary)}?${in_(canary)}=1`),
  'a preflight': (canary) => ({
    method: 'OPTIONS',
    path: '/v1/events',
    headers: { origin: canary, 'access-control-request-method': canary, 'access-control-request-headers': canary },
  }),
  'Events API 2.0': (canary) =>
    eventsApi('event/track', {
      event_source: 'web',
      event_source_id: canary,
      data: [{ event: canary, event_id: canary, user: { email: canary } }],
    }),
  'Events API 2.0 of ours': (canary) =>
    eventsApi('event/track', {
      event_source: 'web',
      event_source_id: SOURCE,
      test_event_code: canary,
      data: [{ event: 'Purchase', event_id: canary, user: { ip: canary, user_agent: canary }, page: { url: canary } }],
    }),
  'Events API 1.0': (canary) =>
    eventsApi('pixel/track', { pixel_code: canary, event: canary, context: { ip: canary, page: { url: canary } } }),
}

const QUESTIONS: Record<string, Place> = {
  'a key': (canary) => ({ path: '/v1/segments', headers: { authorization: `Bearer ${canary}` } }),
  'a path that is none': (canary) => keyed(`/nowhere/${in_(canary)}`),
  'a path as it is': (canary) => keyed(`/${canary.replaceAll(/[^!-~]/g, '_')}`),
  'a person': (canary) => keyed(`/v1/people/email:${in_(canary)}`),
  'why of a person': (canary) => keyed(`/v1/people/${in_(canary)}/why?segment=${SEGMENT}`),
  'a segment': (canary) => keyed(`/v1/segments/${in_(canary)}`),
  'a segment to delete': (canary) => keyed(`/v1/segments/${in_(canary)}`, 'DELETE'),
  'a source to delete': (canary) => keyed(`/v1/sources/${in_(canary)}`, 'DELETE'),
  'a key to delete': (canary) => keyed(`/v1/keys/${in_(canary)}`, 'DELETE'),
  'a query': (canary) => keyed(`/v1/segments?cursor=${in_(canary)}`),
  'a query of a report': (canary) => keyed(`/v1/reports/segments?from=${in_(canary)}`),
  'a query of refusals': (canary) => keyed(`/v1/rejected?code=${in_(canary)}&source=${in_(canary)}`),
  'an export by that name': (canary) => keyed(`/v1/segments/${in_(canary)}/export?format=csv`),
  'an export in that form': (canary) => keyed(`/v1/segments/${SEGMENT}/export?format=${in_(canary)}&filename=${in_(canary)}`),
  'members from there': (canary) => keyed(`/v1/segments/${SEGMENT}/members?cursor=${in_(canary)}`),
  'a rule': (canary) => json('PUT', '/v1/segments/x', { name: 'X', rule: { [canary]: canary } }),
  'a preview': (canary) =>
    json('POST', '/v1/segments/preview', { rule: { event: { name: canary }, within: canary }, [canary]: 1 }),
}

/** By name. What is in them takes any text, whatever it is. */
export const PLACES: Readonly<Record<string, Place>> = { ...HITS, ...QUESTIONS }

/** What the places ask for is there. */
export async function getReady(client: Client): Promise<void> {
  await client.setClock(NOW)
  await client.put(`/v1/sources/${SOURCE}`, { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put(`/v1/segments/${SEGMENT}`, { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
}
