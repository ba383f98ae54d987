import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import type { SourceInput } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'

/** The doors that real senders knock at, and the forms in which they bring a body. */

const ISO = new Date(NOW).toISOString()
const ENDPOINTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]

async function taken(ingest: Harness, path: string, body: unknown, headers: Record<string, string> = {}): Promise<void> {
  const answer = await post(ingest, path, body, headers)
  expect(answer.statusCode).toBeLessThan(300)
  if (path.startsWith('/open_api')) expect(answer.json()).toMatchObject({ code: 0 })
}

describe('Events API of apps and offline sets', () => {
  const versions = ['v1.2', 'v1.3'].flatMap((version) => ['', '/'].map((slash) => [version, slash] as const))

  test.each(versions)('%s offline/track%s', async (version, slash) => {
    await using ingest = await openIngest()
    await taken(ingest, `/open_api/${version}/offline/track${slash}`, {
      event_set_id: 'web-1',
      event: 'CompletePayment',
      event_id: 'o-1',
      timestamp: ISO,
      context: { user: { emails: ['ada@example.com', 'a2@example.com'], phone_numbers: ['+4915112345678'] } },
      properties: { order_id: 'o-1', value: 5, currency: 'EUR' },
    })
    const [hit] = await ingest.hits()
    expect(hit).toMatchObject({ source: 'web-1', channel: 'server', name: 'Purchase', event_time: NOW })
    expect(hit?.ids.map(({ type }) => type)).toEqual(['email', 'email', 'phone'])
  })

  test.each(versions)('%s app/batch%s', async (version, slash) => {
    await using ingest = await openIngest()
    const context = {
      app: { id: 'com.example.shop', name: 'Shop' },
      device: { platform: 'iOS', idfa: 'A1B2C3D4-0000-4000-8000-000000000001', idfv: 'A1B2C3D4-0000-4000-8000-000000000002' },
      ad: { callback: 'E.C.P.1', campaign_id: 'c', ad_id: 'g', creative_id: 'a' },
      user: { external_id: 'u-1' },
    }
    const batch = ['LaunchAPP', 'Purchase'].map((event) => ({ type: 'track', event, timestamp: ISO, context }))
    await taken(ingest, `/open_api/${version}/app/batch${slash}`, { tiktok_app_id: 'web-1', batch })
    const hits = await ingest.hits()
    expect(hits.map(({ name }) => name).toSorted()).toEqual(['LaunchAPP', 'Purchase'])
    expect(hits[0]?.ids.map(({ type }) => type)).toEqual(['external_id', 'idfa', 'idfv', 'ttclid'])
    expect(hits[0]?.body.ad).toEqual({ campaign_id: 'c', adgroup_id: 'g', ad_id: 'a' })
  })

  test.each(['pixel', 'app', 'offline'].flatMap((kind) => ['track', 'batch'].map((form) => [kind, form] as const)))(
    'the newer form at %s/%s/',
    async (kind, form) => {
      await using ingest = await openIngest()
      await taken(ingest, `/open_api/v1.3/${kind}/${form}/`, bodyFor(EVENTS_2, { event_id: 'e' }))
      expect(await ingest.hits()).toHaveLength(1)
    },
  )

  test.each([
    ['offline/track', {}, 'event_set_id: Missing data'],
    ['app/track', { pixel_code: 'web-1' }, 'tiktok_app_id: Missing data'],
    ['offline/batch', { event_set_id: 'web-1' }, 'batch: '],
    ['app/batch', { tiktok_app_id: 'nobody', batch: [{ event: 'X' }] }, 'tiktok_app_id: No permission'],
  ])('%s names what is missing', async (path, body, words) => {
    await using ingest = await openIngest()
    const answer = await post(ingest, `/open_api/v1.3/${path}/`, body)
    expect(answer.json()).toMatchObject({ message: expect.stringContaining(words) })
  })
})

describe.each(ENDPOINTS)('%s', (endpoint) => {
  const bare = endpoint.replace(/\/$/, '')

  test.each([bare, `${bare}/`])('%s', async (path) => {
    await using ingest = await openIngest()
    await taken(ingest, path, bodyFor(endpoint, {}))
    expect(await ingest.hits()).toHaveLength(1)
  })

  test.each<[string, (text: string) => Buffer, string]>([
    ['deflate with its header', (text) => deflateSync(text), 'deflate'],
    ['deflate without', (text) => deflateRawSync(text), 'deflate'],
    ['Deflate', (text) => deflateSync(text), 'Deflate'],
    ['gzip', (text) => gzipSync(text), 'gzip'],
  ])('%s', async (_what, pack, coding) => {
    await using ingest = await openIngest()
    await taken(ingest, endpoint, pack(JSON.stringify(bodyFor(endpoint, {}))), { 'content-encoding': coding })
    expect(await ingest.hits()).toHaveLength(1)
  })

  test.each(['application/x-www-form-urlencoded', 'application/x-www-form-urlencoded; charset=UTF-8'])(
    'a form (%s)',
    async (type) => {
      await using ingest = await openIngest()
      const body = bodyFor(endpoint, { properties: { description: 'a & b + c = d, 100 %' } })
      await taken(ingest, endpoint, new URLSearchParams({ v: '1', data: JSON.stringify(body) }).toString(), {
        'content-type': type,
      })
      expect((await ingest.hits())[0]?.body.properties).toEqual({ description: 'a & b + c = d, 100 %' })
    },
  )

  test('a form without data says what is missing', async () => {
    await using ingest = await openIngest()
    const answer = await post(ingest, endpoint, 'event=Purchase&value=1', { 'content-type': 'application/x-www-form-urlencoded' })
    expect(answer.statusCode).toBeLessThan(500)
    expect(answer.body).toMatch(/"data"|path":"data|data: Missing/)
  })

  test('a test event is kept apart', async () => {
    await using ingest = await openIngest()
    const place = endpoint === EVENTS_2 || endpoint === BATCH_1 ? {} : { test_event_code: 'TEST01' }
    const body = {
      ...bodyFor(endpoint, { event: 'Purchase', user: { email: 'ada@example.com' }, ...place }),
      test_event_code: 'TEST01',
    }
    await taken(ingest, endpoint, body)
    expect(await ingest.hits()).toEqual([])
    expect(await ingest.rejected()).toMatchObject([{ source: 'web-1', code: 'test_event', path: 'TEST01', message: 'Purchase' }])
    expect(await ingest.appended()).not.toContain('ada@')
  })

  test.each([null, '', ' '])('no test: code %j', async (code) => {
    await using ingest = await openIngest()
    await taken(ingest, endpoint, { ...bodyFor(endpoint, {}), test_event_code: code })
    expect(await ingest.hits()).toHaveLength(1)
  })

  const fast = (ms: number): string => new Date(NOW + ms).toISOString()
  const sent = (sentAt: string | undefined, time: string): Record<string, unknown> => ({
    ...bodyFor(endpoint, { event_id: 'e', event_time: time }),
    ...(sentAt === undefined ? {} : { sent_at: sentAt }),
  })

  test.each([
    [8 * 60_000, 8 * 60_000, NOW],
    [8 * 60_000, 7 * 60_000, NOW - 60_000],
    [3 * 60_000, 3 * 60_000, NOW],
    [90 * 60_000, 89 * 60_000, NOW - 60_000],
  ])('a clock that is fast by %i ms', async (by, ahead, right) => {
    await using ingest = await openIngest()
    await taken(ingest, endpoint, sent(fast(by), fast(ahead)))
    expect((await ingest.hits()).map(({ event_time }) => event_time)).toEqual([right])
    expect(await ingest.registry.metrics()).toContain('weir_ingest_warnings_total{source="web-1",code="clock_corrected"} 1')
  })

  test.each([
    ['nothing is said', undefined, 6 * 60_000],
    ['the event is further ahead than the clock', fast(60_000), 30 * 60_000],
    ['the clock is off by days', fast(3 * 86_400_000), 3 * 86_400_000],
  ])('refused when %s', async (_what, sentAt, ahead) => {
    await using ingest = await openIngest()
    const answer = await post(ingest, endpoint, sent(sentAt, fast(ahead)))
    expect(answer.body).toContain('sent_at')
    expect(await ingest.hits()).toEqual([])
    expect(await ingest.rejected()).toMatchObject([{ code: 'event_in_future' }])
  })

  test('what lies in the past keeps its time, whatever the clock', async () => {
    await using ingest = await openIngest()
    await taken(ingest, endpoint, sent(fast(8 * 60_000), fast(-60_000)))
    expect((await ingest.hits()).map(({ event_time }) => event_time)).toEqual([NOW - 60_000])
  })
})

describe('GET with the hit as it is', () => {
  const hit = bodyFor(PIXEL, { properties: { description: 'ÿþ?> +' } })

  test.each([JSON.stringify(hit), ` ${JSON.stringify(hit)}`, JSON.stringify(hit, null, 2)])('%s', async (text) => {
    await using ingest = await openIngest()
    const url = `${PIXEL}?analytics_message=${encodeURIComponent(text)}`
    expect((await ingest.app.inject({ method: 'GET', url })).statusCode).toBe(204)
    expect((await ingest.hits())[0]?.body.properties).toEqual({ description: 'ÿþ?> +' })
  })

  test('broken JSON is refused as such', async () => {
    await using ingest = await openIngest()
    const answer = await ingest.app.inject({ method: 'GET', url: `${PIXEL}?analytics_message=${encodeURIComponent('{"a":')}` })
    expect(answer.json()).toMatchObject({ code: 'invalid_json' })
  })
})

describe('CORS on the native door', () => {
  const sources = {
    shop: { name: 'Shop', kind: 'pixel', consent_basis: 'assumed', allowed_origins: ['https://shop.example'] },
    open: { name: 'Open', kind: 'pixel', consent_basis: 'assumed' },
  } satisfies Record<string, SourceInput>

  test.each([
    ['https://shop.example', true],
    ['https://evil.example', false],
    ['http://shop.example', false],
    ['null', false],
  ])('%s: %s', async (origin, allowed) => {
    await using ingest = await openIngest({ sources })
    const asked = await ingest.app.inject({
      method: 'OPTIONS',
      url: NATIVE,
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    })
    expect(asked.headers['access-control-allow-origin']).toBe(allowed ? origin : undefined)
    if (allowed) expect(asked.headers['access-control-allow-headers']).toContain('authorization')
    const answer = await post(ingest, NATIVE, { event: 'X', source: 'shop' }, { origin })
    expect(answer.headers['access-control-allow-origin']).toBe(allowed ? origin : undefined)
  })
})
