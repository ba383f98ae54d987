import { BROWSER_AGENT } from '@weir/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN_KEY, startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { membersOf, personOf } from '../support/embedded-client.ts'

const NOW = Date.UTC(2024, 5, 1, 12)
const SECONDS = NOW / 1000
const ISO = new Date(NOW).toISOString()
const TOKEN = { 'access-token': ADMIN_KEY }

let weir: LocalWeir
beforeAll(async () => {
  weir = await startWeir()
  await weir.client.setClock(NOW)
  await weir.client.put('/v1/sources/C1234567890', { name: 'Shop', kind: 'pixel', consent_basis: 'assumed' })
  await weir.client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d' } })
})
afterAll(() => weir[Symbol.asyncDispose]())

const eventsApi2 = (user: string) => ({
  event_source: 'web',
  event_source_id: 'C1234567890',
  data: [
    {
      event: 'CompletePayment',
      event_time: SECONDS,
      event_id: `2-${user}`,
      user: { external_id: user },
      properties: { value: 10, currency: 'EUR' },
    },
  ],
})
const eventsApi1 = (user: string) => ({
  pixel_code: 'C1234567890',
  event: 'CompletePayment',
  event_id: `1-${user}`,
  timestamp: ISO,
  context: { user: { external_id: user }, page: { url: 'https://shop.example/' } },
  properties: { value: 20, currency: 'EUR' },
})
const pixelHit = (user: string) => ({
  event: 'Purchase',
  event_id: `p-${user}`,
  timestamp: ISO,
  context: {
    pixel: { code: 'C1234567890' },
    user: { external_id: user },
    page: { url: `https://shop.example/?ttclid=click-${user}` },
    userAgent: BROWSER_AGENT,
  },
  properties: { value: 40, currency: 'EUR' },
})
const native = (user: string) => ({
  event: 'Purchase',
  event_id: `n-${user}`,
  event_time: SECONDS,
  source: 'C1234567890',
  user: { external_id: user },
  properties: { value: 80, currency: 'EUR' },
})

test('one body of each dialect becomes the same kind of event, under today’s name', async () => {
  const { client } = weir
  const pixel = JSON.stringify(pixelHit('from-pixel'))
  const answers = [
    await client.call('POST', '/open_api/v1.3/event/track/', eventsApi2('from-api-2'), TOKEN),
    await client.call('POST', '/open_api/v1.2/pixel/track/', eventsApi1('from-api-1'), TOKEN),
    await client.call(
      'POST',
      '/open_api/v1.3/pixel/batch/',
      { pixel_code: 'C1234567890', batch: [eventsApi1('from-batch')] },
      TOKEN,
    ),
  ]
  for (const { status, body } of answers) expect([status, body]).toEqual([200, expect.objectContaining({ code: 0 })])
  expect((await client.call('POST', '/api/v2/pixel/act', pixel, { 'content-type': 'text/plain;charset=UTF-8' })).status).toBe(204)
  const encoded = encodeURIComponent(Buffer.from(JSON.stringify(pixelHit('from-image'))).toString('base64'))
  expect((await client.call('GET', `/api/v2/pixel?analytics_message=${encoded}`)).status).toBe(204)
  expect(await client.send([native('from-native')])).toBe(1)
  const lines = [native('from-lines'), { ...native('from-lines'), event_id: 'n-2', event: 'PageView' }]
    .map((event) => JSON.stringify(event))
    .join('\n')
  expect(await client.post('/v1/events', lines, { 'content-type': 'application/x-ndjson' })).toMatchObject({ accepted: 2 })
  await weir.settled()

  const senders = ['from-api-2', 'from-api-1', 'from-batch', 'from-pixel', 'from-image', 'from-native', 'from-lines']
  expect((await membersOf(client, 'buyers')).map(({ person }) => person).toSorted()).toEqual(senders.map(personOf).toSorted())
  for (const sender of senders)
    expect(await client.get(`/v1/people/external_id:${sender}`)).toMatchObject({
      memberships: [{ segment: 'buyers', since: ISO }],
    })
  expect((await client.get<{ identifiers: object[] }>('/v1/people/external_id:from-pixel')).identifiers).toContainEqual(
    expect.objectContaining({ type: 'ttclid', value: 'click-from-pixel' }),
  )
  const report = await client.get(`/v1/reports/segments?from=2024-06-01&to=2024-06-02&attribution=none&metrics=conversions,value`)
  expect(report).toMatchObject({ rows: [{ conversions: 7, value: { EUR: 10 + 20 + 20 + 40 + 40 + 80 + 80 } }] })
})

test('pixel and server copies of one event are one, and a resend is none', async () => {
  const { client } = weir
  const sizeBefore = (await membersOf(client, 'buyers')).length
  const body = { ...eventsApi2('both'), data: [{ ...eventsApi2('both').data[0], event_id: 'p-both', event: 'Purchase' }] }
  await client.call('POST', '/api/v2/pixel', JSON.stringify(pixelHit('both')), { 'content-type': 'text/plain' })
  for (let copy = 0; copy < 3; copy++) await client.call('POST', '/open_api/v1.3/event/track/', body, TOKEN)
  await weir.settled()
  expect(await membersOf(client, 'buyers')).toHaveLength(sizeBefore + 1)
  const report = await client.get<{ rows: { conversions: number }[] }>(
    '/v1/reports/segments?from=2024-06-01&to=2024-06-02&attribution=none&metrics=conversions',
  )
  expect(report.rows[0]!.conversions).toBe(sizeBefore + 1)
})

test('a bad line does not take the good ones with it, and what was refused is there to be seen', async () => {
  const { client } = weir
  const lines = [
    native('good-1'),
    { ...native('x'), event_time: SECONDS + 3_600 },
    '{"event": ',
    { ...native('y'), source: 'nobody' },
    native('good-2'),
  ]
  const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
  const answer = await client.call<{ accepted: number; rejected: { index: number; code: string }[] }>(
    'POST',
    '/v1/events',
    body,
    { 'content-type': 'application/x-ndjson' },
  )
  expect(answer.status).toBe(202)
  expect(answer.body.accepted).toBe(2)
  expect(answer.body.rejected.map(({ index, code }) => [index, code])).toEqual([
    [1, 'event_in_future'],
    [2, 'invalid_json'],
    [3, 'unknown_source'],
  ])
  // The platform's dialect takes a request as a whole or not at all.
  const half = { ...eventsApi2('half'), data: [...eventsApi2('half').data, { event: 'Purchase', event_time: 'yesterday' }] }
  expect((await client.call('POST', '/open_api/v1.3/event/track/', half, TOKEN)).body).toMatchObject({
    code: 40002,
    message: expect.stringContaining('data.1.event_time') as string,
  })
  expect((await client.call('POST', '/open_api/v1.3/event/track/', half, { 'access-token': 'sk_wrong' })).body).toMatchObject({
    code: 40105,
  })
  await weir.settled()

  for (const person of ['good-1', 'good-2'])
    expect(await client.get(`/v1/people/external_id:${person}`)).toMatchObject({ person: personOf(person) })
  expect((await client.call('GET', '/v1/people/external_id:half')).status).toBe(404)
  const rejected = await client.get<{ counts: Record<string, number>; rejected: { code: string; body: string }[] }>(
    '/v1/rejected',
  )
  expect(rejected.counts).toMatchObject({ event_in_future: 1, invalid_json: 1, unknown_source: 1, invalid_field: 1 })
  expect(JSON.stringify(rejected.rejected)).not.toContain('"x"')
})

test('a test event shows where tests show, and nowhere else', async () => {
  const { client } = weir
  const before = await membersOf(client, 'buyers')
  const body = { ...eventsApi2('tester'), test_event_code: 'TEST42' }
  const answer = await client.post<{ code: number }>('/open_api/v1.3/event/track/', body, TOKEN)
  expect(answer.code).toBe(0)
  await weir.settled()
  const { events } = await client.get<{ events: object[] }>('/v1/test-events?test_event_code=TEST42')
  expect(events).toMatchObject([{ source: 'C1234567890', test_event_code: 'TEST42', event: 'Purchase' }])
  expect(await client.get('/v1/test-events?test_event_code=OTHER')).toMatchObject({ events: [] })
  expect(await client.get<{ counts: object }>('/v1/rejected')).not.toHaveProperty('counts.test_event')
  expect(await membersOf(client, 'buyers')).toEqual(before)
  expect((await client.call('GET', '/v1/people/external_id:tester')).status).toBe(404)
})
