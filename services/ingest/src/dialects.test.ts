import { brotliCompressSync, gzipSync } from 'node:zlib'
import { createHash } from 'node:crypto'
import { dedupKey, partitionOf, TOPICS } from '@weir/contracts'
import { createClock, createKey } from '@weir/runtime'
import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PARTITIONS, PIXEL, post, TRACK_1 } from '../test/harness.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')
const granted = { granted: true, by: 'basis' }
const ALL_GRANTED = { storage: granted, profiling: granted, personalised_ads: granted, measurement: granted, modelling: granted }
const DIALECTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]

describe('every dialect', () => {
  test.each(DIALECTS)('%s: one event becomes one hit, the same everywhere', async (path) => {
    await using ingest = await openIngest()
    const event = {
      event: 'CompletePayment',
      event_id: 'e-1',
      user: { email: ' Jo@Example.org', [path === EVENTS_2 || path === NATIVE ? 'phone' : 'phone_number']: '+1 555-555-5555', external_id: 7, ttp: '2F7', user_agent: 'UA', ip: '9.9.9.9' },
      properties: { value: '99.95', currency: 'eur', query: 'shoes', contents: [{ content_id: 119, price: '1.5', quantity: '2', own: true }], num_items: null, custom: 'x' },
      page: { url: 'https://shop.example/?a=b', referrer: '' },
    }
    const answer = await post(ingest, path, bodyFor(path, event))
    expect(answer.statusCode).toBe(path === NATIVE ? 202 : path === PIXEL ? 204 : 200)
    expect(await ingest.hits()).toEqual([
      {
        source: 'web-1',
        channel: path === PIXEL ? 'pixel' : 'server',
        name: 'Purchase',
        sent_name: 'CompletePayment',
        event_id: 'e-1',
        id_from: 'sender',
        event_time: NOW,
        received_at: NOW,
        ids: [
          { type: 'external_id', value: sha('7') },
          { type: 'email', value: sha('jo@example.org') },
          { type: 'phone', value: sha('+15555555555') },
          { type: 'ttp', value: '2F7' },
        ],
        consent: ALL_GRANTED,
        body: {
          properties: {
            value: 99.95,
            currency: 'EUR',
            query: 'shoes',
            search_string: 'shoes',
            contents: [{ content_id: '119', price: 1.5, quantity: 2, own: true }],
            custom: 'x',
            ...(path === NATIVE ? {} : {}),
          },
          page: { url: 'https://shop.example/?a=b' },
          user: { user_agent: path === PIXEL ? expect.any(String) : 'UA' },
        },
      },
    ])
    expect(await ingest.appended()).not.toContain('9.9.9.9')
  })

  test.each(DIALECTS)('%s: without consent to storage nobody is stored', async (path) => {
    await using ingest = await openIngest({ assumed: [], sources: { 'web-1': { name: 'w', kind: 'pixel', consent_basis: 'required' } } })
    const event = { user: { email: 'jo@example.org', ttp: 'T1', user_agent: 'UA-1' }, page: { url: 'https://shop.example/p?ttclid=E.C.P.1#x' }, properties: { value: 1 }, traits: { plan: 'gold' } }
    await post(ingest, path, bodyFor(path, event))
    const [hit] = await ingest.hits()
    expect(hit?.ids).toEqual([])
    expect(hit?.body).toEqual({ properties: { value: 1 }, page: { url: 'https://shop.example/p' } })
  })

  test.each(DIALECTS)('%s: an explicit entry outranks the basis, limited data use denies ads', async (path) => {
    await using ingest = await openIngest()
    await post(ingest, path, bodyFor(path, { consent: { purposes: { modelling: false } }, limited_data_use: true }))
    expect((await ingest.hits())[0]?.consent).toEqual({ ...ALL_GRANTED, modelling: { granted: false, by: 'signal' }, personalised_ads: { granted: false, by: 'signal' } })
  })

  test.each(DIALECTS)('%s: a signal in a form that is not read never counts as consent', async (path) => {
    await using ingest = await openIngest()
    await post(ingest, path, bodyFor(path, { consent: { tcf: 'CPxyz' } }))
    expect((await ingest.hits())[0]?.consent.storage).toEqual({ granted: false, by: 'basis' })
  })

  test.each(DIALECTS)('%s: an empty event id is none', async (path) => {
    await using ingest = await openIngest()
    await post(ingest, path, bodyFor(path, { event_id: '' }))
    await post(ingest, path, bodyFor(path, { event_id: null }))
    const [a, b] = await ingest.hits()
    expect(a?.id_from).toBe('weir')
    expect(a?.event_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(a?.event_id).not.toBe(b?.event_id)
  })

  test.each(DIALECTS)('%s: personal data in any field is gone', async (path) => {
    await using ingest = await openIngest()
    const dirt = 'mail canary.person@example.org or +49 151 2345-6789'
    const event = {
      event: 'ViewContent',
      event_id: 'canary.person@example.org',
      user: { email: 'canary.person@example.org', anonymous_id: 'canary.person@example.org', ttp: '+4915123456789', user_agent: dirt, locale: dirt },
      properties: { description: dirt, order_id: dirt, content_ids: [dirt], contents: [{ content_id: dirt, content_name: dirt, [dirt]: dirt }], nested: { email: 'canary.person@example.org', deep: [dirt] } },
      page: { url: 'https://x.example/?email=canary.person%40example.org&phone=%2B4915123456789', referrer: dirt, title: dirt },
      traits: { email: 'canary.person@example.org', note: dirt },
      video: { video_id: dirt },
      ad: { campaign_id: dirt, placement: dirt },
      experiment: { arm: dirt },
    }
    await post(ingest, path, bodyFor(path, event))
    expect(await ingest.hits()).toHaveLength(1)
    await post(ingest, path, bodyFor(path, { ...event, properties: { ...event.properties, value: { broken: dirt } } }))
    expect(await ingest.rejected()).toHaveLength(1)
    const appended = await ingest.appended()
    for (const trace of ['canary.person', 'canary', '15123456789', '151 2345']) expect(appended).not.toContain(trace)
  })

  test.each(DIALECTS)('%s: large campaign ids keep their digits', async (path) => {
    await using ingest = await openIngest()
    const text = JSON.stringify(bodyFor(path, { properties: { content_ids: ['BIG'], own: 'BIG', value: 'BIG' }, event_id: 'BIG' })).replaceAll('"BIG"', '1701890979375105123')
    await post(ingest, path, text)
    expect(await ingest.hits()).toMatchObject([
      { event_id: '1701890979375105123', body: { properties: { own: '1701890979375105123', content_ids: ['1701890979375105123'], value: 1_701_890_979_375_105_123 } } },
    ])
  })

  test.each(DIALECTS)('%s: when the log fails nothing is acknowledged', async (path) => {
    await using ingest = await openIngest({ wrap: (log) => ({ ...log, append: (topic, entries) => (topic === TOPICS.hits ? Promise.reject(new Error('disk full')) : log.append(topic, entries)) }) })
    const answer = await post(ingest, path, bodyFor(path, {}))
    expect(answer.statusCode).toBe(503)
    expect(answer.headers['retry-after']).toBe('1')
    expect(answer.body).not.toContain('disk full')
    if (path.startsWith('/open_api')) expect(answer.json()).toMatchObject({ code: 50000, data: {} })
    expect(await ingest.registry.metrics()).toContain('outcome="unavailable"} 1')
  })

  test.each([EVENTS_2, NATIVE])('%s: gzip and br', async (path) => {
    await using ingest = await openIngest()
    const body = Buffer.from(JSON.stringify(bodyFor(path, {})))
    expect((await post(ingest, path, gzipSync(body), { 'content-encoding': 'gzip' })).statusCode).toBeLessThan(300)
    expect((await post(ingest, path, brotliCompressSync(body), { 'content-encoding': 'br' })).statusCode).toBeLessThan(300)
    expect(await ingest.hits()).toHaveLength(2)
  })
})

describe('time', () => {
  const timeOf = async (event_time: unknown): Promise<number | string | undefined> => {
    await using ingest = await openIngest()
    const answer = await post(ingest, NATIVE, { event: 'X', source: 'web-1', event_time })
    return (await ingest.hits())[0]?.event_time ?? (answer.json() as { code: string }).code
  }
  test.each([
    [1_704_721_970, NOW],
    [1_704_721_970.212, NOW + 212],
    ['1704721970', NOW],
    ['2024-01-08T13:52:50.000Z', NOW],
    ['2024-01-08T14:52:50+01:00', NOW],
    ['2024-01-08T13:52:50', NOW],
    ['2024-01-08 13:52:50', NOW],
    ['2024-01-08', Date.UTC(2024, 0, 8)],
    [0, NOW],
    ['0', NOW],
    ['', NOW],
    [null, NOW],
    [undefined, NOW],
    [NOW / 1000 + 300, NOW + 300_000],
    [NOW / 1000 + 301, 'event_in_future'],
    [NOW, 'event_in_future'],
    [NOW / 1000 - 400 * 86_400, NOW - 400 * 86_400_000],
    [NOW / 1000 - 400 * 86_400 - 1, 'event_too_old'],
    [-5, 'event_too_old'],
    ['yesterday', 'invalid_field'],
    ['2024-13-45T99:00:00Z', 'invalid_field'],
    [true, 'invalid_field'],
    [[1], 'invalid_field'],
  ])('%j', async (given, expected) => expect(await timeOf(given)).toBe(expected))

  test('under the event clock the receipt is the running maximum of event times', async () => {
    await using ingest = await openIngest({ clock: createClock('event') })
    await post(ingest, NATIVE, [100, 50, 200, 0].map((event_time, i) => ({ event: 'X', event_id: `${i}`, source: 'web-1', event_time })))
    const hits = (await ingest.hits()).toSorted((a, b) => (a.event_id < b.event_id ? -1 : 1))
    expect(hits.map((hit) => [hit.event_time, hit.received_at])).toEqual([[100_000, 100_000], [50_000, 100_000], [200_000, 200_000], [200_000, 200_000]])
  })
})

describe('Events API', () => {
  test('ad_id is the ad group, creative_id the ad, callback the click id', async () => {
    await using ingest = await openIngest()
    const body = bodyFor(EVENTS_2, { ad: { callback: 'E.C.P.9', campaign_id: 1, ad_id: 2, creative_id: '3', attributed: 'true' } })
    await post(ingest, EVENTS_2, { ...body, event_source: 'app' })
    expect(await ingest.hits()).toMatchObject([{ ids: [{ type: 'ttclid', value: 'E.C.P.9' }], body: { ad: { campaign_id: '1', adgroup_id: '2', ad_id: '3', attributed: true } } }])
    expect((await ingest.hits())[0]?.body.ad).not.toHaveProperty('creative_id')
  })

  test('1.0: the click id is context.ad.callback, ip and user agent are beside the user', async () => {
    await using ingest = await openIngest()
    await post(ingest, TRACK_1, { pixel_code: 'web-1', event: 'X', context: { ad: { callback: 'E.C.P.1' }, user: { ttp: 't' }, user_agent: 'UA', ip: '9.9.9.9' } })
    expect(await ingest.hits()).toMatchObject([{ ids: [{ type: 'ttp' }, { type: 'ttclid', value: 'E.C.P.1' }], body: { user: { user_agent: 'UA' } }, event_time: NOW }])
  })

  test('one bad event refuses all, names the path, and is kept redacted', async () => {
    await using ingest = await openIngest()
    const good = { event: 'A', event_time: NOW / 1000 }
    const bad = { event: 'B', event_time: NOW / 1000, user: { email: 'jo@example.org' }, properties: { contents: [{ content_id: {} }], value: 'abc' } }
    const answer = await post(ingest, EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: [good, bad] })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual({
      code: 40002,
      message: 'data.1.properties.value: Not a valid number.; data.1.properties.contents.0.content_id: Not a valid string.',
      request_id: expect.any(String),
      data: {},
    })
    expect(await ingest.hits()).toEqual([])
    const [row] = await ingest.rejected()
    expect(row).toMatchObject({ source: 'web-1', code: 'invalid_field', path: 'data.1.properties.value', channel: 'server', rejected_at: '2024-01-08 13:52:50.000' })
    expect(JSON.parse(row?.body ?? '')).toMatchObject({ event: 'B', user: { email: sha('jo@example.org') } })
  })

  test.each([
    ['/open_api/v1.3/event/track', 200],
    ['/open_api/v1.2/event/track/', 200],
    ['/open_api/v1.1/event/track/', 404],
  ])('%s answers %i', async (path, status) => {
    await using ingest = await openIngest()
    expect((await post(ingest, path, bodyFor(EVENTS_2, {}))).statusCode).toBe(status)
  })

  test('1,000 events in one request, each on the partition of its key', async () => {
    await using ingest = await openIngest()
    const data = Array.from({ length: 1_000 }, (_, i) => ({ event: 'X', event_id: `e${i}`, event_time: NOW / 1000 }))
    expect((await post(ingest, EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data })).json()).toMatchObject({ code: 0, message: 'OK', data: {} })
    expect(await ingest.hits()).toHaveLength(1_000)
    for (let p = 0; p < PARTITIONS; p++) {
      for (const record of await ingest.log.read(TOPICS.hits, p, 0, { records: 1_000, bytes: 1e9 })) {
        expect(partitionOf(record.key, PARTITIONS)).toBe(p)
        expect(record.key).toBe(dedupKey(JSON.parse(Buffer.from(record.value).toString())))
      }
    }
  })
})

describe('keys', () => {
  test('a missing, wrong, unscoped or limited key', async () => {
    await using ingest = await openIngest({ assumed: ['web-1', 'web-2'] })
    const reader = createKey('reader', ['read'], 0)
    const limited = createKey('limited', ['ingest'], 0, ['web-2'])
    for (const { stored } of [reader, limited]) await ingest.config.put(`key:${stored.id}`, stored)
    const tiktok = async (token: string): Promise<unknown> => (await post(ingest, EVENTS_2, bodyFor(EVENTS_2, {}), { 'access-token': token })).json()
    expect(await tiktok('')).toMatchObject({ code: 40105 })
    expect(await tiktok(`${ingest.secret}x`)).toMatchObject({ code: 40105 })
    expect(await tiktok(reader.secret)).toMatchObject({ code: 40001 })
    expect(await tiktok(limited.secret)).toMatchObject({ code: 40001, message: expect.stringMatching(/^event_source_id: No permission/) })
    const native = async (secret: string): Promise<number> => (await post(ingest, NATIVE, bodyFor(NATIVE, {}), { authorization: `Bearer ${secret}` })).statusCode
    expect(await native('x')).toBe(401)
    expect(await native(reader.secret)).toBe(403)
    expect((await post(ingest, NATIVE, [bodyFor(NATIVE, {}), { ...bodyFor(NATIVE, {}), source: 'web-2' }], { authorization: `Bearer ${limited.secret}` })).json()).toMatchObject({
      accepted: 1,
      rejected: [{ index: 0, code: 'missing_scope', path: 'source' }],
    })
    expect(await ingest.hits()).toHaveLength(1)
  })
})

describe('pixel', () => {
  const hit = { event: 'Pageview', event_id: '', message_id: 'messageId-1', timestamp: new Date(NOW).toISOString(), context: { pixel: { code: 'web-1' }, page: { url: 'https://x.example/?ttclid=E.C.P.7' } } }

  test('sendBeacon: text/plain, the message id as id, the click id from the URL, the browser from the request', async () => {
    await using ingest = await openIngest()
    const answer = await post(ingest, PIXEL, JSON.stringify(hit), { 'content-type': 'text/plain;charset=UTF-8', origin: 'https://x.example', 'user-agent': 'Browser/1' })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers['access-control-allow-origin']).toBe('https://x.example')
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    expect(await ingest.hits()).toMatchObject([{ channel: 'pixel', event_id: 'messageId-1', id_from: 'message', ids: [{ type: 'ttclid', value: 'E.C.P.7' }], body: { user: { user_agent: 'Browser/1' } } }])
  })

  test.each(['application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'image/png'])('a hit called %s is JSON all the same', async (type) => {
    await using ingest = await openIngest()
    expect((await post(ingest, PIXEL, JSON.stringify(hit), { 'content-type': type })).statusCode).toBe(204)
  })

  test.each(['base64', 'base64url'] as const)('GET with %s', async (encoding) => {
    await using ingest = await openIngest()
    const message = Buffer.from(JSON.stringify({ ...hit, properties: { description: 'ÿþ?>' } })).toString(encoding)
    expect((await ingest.app.inject({ method: 'GET', url: `${PIXEL}?analytics_message=${encodeURIComponent(message)}` })).statusCode).toBe(204)
    expect(await ingest.hits()).toHaveLength(1)
    expect((await ingest.app.inject({ method: 'HEAD', url: `${PIXEL}?analytics_message=${message}` })).statusCode).toBe(404)
    expect(await ingest.hits()).toHaveLength(1)
  })

  test('several codes: every known one gets the hit', async () => {
    await using ingest = await openIngest({ assumed: ['web-1', 'web-2'] })
    await post(ingest, PIXEL, { ...hit, context: { pixel: { codes: 'web-1|nobody|web-2' } } })
    expect((await ingest.hits()).map((one) => one.source).toSorted()).toEqual(['web-1', 'web-2'])
  })

  test('housekeeping is answered and not stored', async () => {
    await using ingest = await openIngest()
    for (const path of ['/api/v2/pixel/inter', '/api/v2/pixel/perf', '/api/v2/pixel/monitor', '/api/v2/pixel/enrich_ipv6', '/api/v2/monitor']) {
      expect((await post(ingest, path, 'whatever')).statusCode).toBe(204)
    }
    expect((await post(ingest, PIXEL, { ...hit, event: 'EnrichAM' })).statusCode).toBe(204)
    expect((await post(ingest, `${PIXEL}/act`, hit)).statusCode).toBe(204)
    expect(await ingest.hits()).toHaveLength(1)
  })

  test('preflight, and only for the pixel', async () => {
    await using ingest = await openIngest()
    const headers = { origin: 'https://x.example', 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
    const preflight = await ingest.app.inject({ method: 'OPTIONS', url: PIXEL, headers })
    expect(preflight.statusCode).toBe(204)
    expect(preflight.headers['access-control-allow-origin']).toBe('https://x.example')
    for (const url of [NATIVE, EVENTS_2, '/v1/segments']) {
      const other = await ingest.app.inject({ method: 'OPTIONS', url, headers })
      expect(other.statusCode).toBe(404)
      expect(other.headers['access-control-allow-origin']).toBeUndefined()
    }
    expect((await post(ingest, NATIVE, bodyFor(NATIVE, {}), { origin: 'https://x.example' })).headers['access-control-allow-origin']).toBeUndefined()
  })

  test('a source may list its origins', async () => {
    await using ingest = await openIngest({ sources: { shop: { name: 's', kind: 'pixel', consent_basis: 'assumed', allowed_origins: ['https://shop.example/'] } } })
    const body = { ...hit, context: { pixel: { code: 'shop' } } }
    expect((await post(ingest, PIXEL, body, { origin: 'https://shop.example' })).statusCode).toBe(204)
    expect((await post(ingest, PIXEL, body, { referer: 'https://shop.example/cart?x=1' })).statusCode).toBe(204)
    for (const headers of [{ origin: 'https://evil.example' }, { origin: 'null' }, { origin: 'https://shop.example.evil.example' }, {}] as Record<string, string>[]) {
      const refused = await post(ingest, PIXEL, body, headers)
      expect(refused.statusCode).toBe(403)
      expect(refused.json()).toMatchObject({ code: 'origin_not_allowed' })
      expect(refused.headers['access-control-allow-origin']).toBeUndefined()
    }
    expect(await ingest.hits()).toHaveLength(2)
    expect(await ingest.rejected()).toEqual([])
  })

  test('values that are no numbers stay texts, as the page wrote them', async () => {
    await using ingest = await openIngest()
    await post(ingest, PIXEL, { ...hit, properties: { value: '99,95', contents: '[{"content_id": "abc123"}]]]' } })
    expect((await ingest.hits())[0]?.body.properties).toEqual({ value: '99,95', contents: '[{"content_id": "abc123"}]]]' })
  })
})

describe('native', () => {
  const event = (fields: object = {}): object => ({ event: 'X', source: 'web-1', event_time: NOW / 1000, ...fields })

  test('every section', async () => {
    await using ingest = await openIngest()
    const fields = {
      ad: { campaign_id: 1, adgroup_id: '2', ad_id: 3, creative_id: 4, placement: 'feed', cost: '0.25', currency: 'usd' },
      video: { video_id: 9, duration_ms: 15_000, watched_ms: '7000' },
      experiment: { id: 'x1', arm: 'B' },
      traits: { country: 'DE', plan: null, age: 30 },
      tenant: 'evil',
      id: 1,
    }
    expect((await post(ingest, NATIVE, event(fields))).json()).toEqual({ accepted: 1, rejected: [] })
    expect((await ingest.hits())[0]?.body).toEqual({
      ad: { campaign_id: '1', adgroup_id: '2', ad_id: '3', creative_id: '4', placement: 'feed', cost: 0.25, currency: 'USD' },
      video: { video_id: '9', duration_ms: 15_000, watched_ms: 7_000 },
      experiment: { id: 'x1', arm: 'B' },
      traits: { country: 'DE', plan: null, age: 30 },
    })
  })

  test('lines: good ones are taken, bad ones named by index', async () => {
    await using ingest = await openIngest()
    const lines = ['', JSON.stringify(event()), '{"event":', '  ', JSON.stringify(event({ source: 'nobody' })), JSON.stringify(event({ user: { email: {} } })), `${JSON.stringify(event())}\r`]
    for (const type of ['application/x-ndjson', 'text/plain']) {
      const answer = await post(ingest, NATIVE, lines.join('\n'), { 'content-type': type })
      expect(answer.statusCode).toBe(202)
      expect(answer.json()).toMatchObject({
        accepted: 2,
        rejected: [
          { index: 1, code: 'invalid_json', path: '' },
          { index: 2, code: 'unknown_source', path: 'source' },
          { index: 3, code: 'invalid_field', path: 'user.email' },
        ],
      })
    }
    expect(await ingest.hits()).toHaveLength(4)
    expect(await ingest.rejected()).toHaveLength(6)
  })

  test('nothing taken: 400, the same fields inside problem JSON', async () => {
    await using ingest = await openIngest()
    const answer = await post(ingest, NATIVE, [event({ event: '' }), event({ source: 'nobody' })])
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.json()).toMatchObject({
      status: 400,
      code: 'invalid_field',
      accepted: 0,
      rejected: [{ index: 0, path: 'event' }, { index: 1, code: 'unknown_source' }],
      errors: [{ path: '0.event' }, { path: '1.source' }],
    })
  })

  test('counters by dialect and outcome', async () => {
    await using ingest = await openIngest()
    await post(ingest, NATIVE, [event(), event({ source: 'nobody' })])
    const text = await ingest.registry.metrics()
    expect(text).toContain('weir_ingest_events_total{dialect="native",outcome="accepted"} 1')
    expect(text).toContain('weir_ingest_events_total{dialect="native",outcome="rejected"} 1')
    expect(text).toContain('weir_ingest_request_seconds_count{dialect="native"} 1')
  })
})
