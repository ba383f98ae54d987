import { describe, expect, test } from 'vitest'
import { bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post } from '../../../test/harness.ts'

const NO_LIMIT = { requests: 0, bytes: 0 }

describe('pixel', () => {
  const hit = {
    event: 'Pageview',
    event_id: '',
    message_id: 'messageId-1',
    timestamp: new Date(NOW).toISOString(),
    context: { pixel: { code: 'web-1' }, page: { url: 'https://x.example/?ttclid=E.C.P.7' } },
  }

  test('sendBeacon: text/plain, the message id as id, the click id from the URL, the browser from the request', async () => {
    await using ingest = await openIngest()
    const answer = await post(ingest, PIXEL, JSON.stringify(hit), {
      'content-type': 'text/plain;charset=UTF-8',
      origin: 'https://x.example',
      'user-agent': 'Browser/1',
    })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers['access-control-allow-origin']).toBe('https://x.example')
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    expect(await ingest.hits()).toMatchObject([
      {
        channel: 'pixel',
        event_id: 'messageId-1',
        id_from: 'message',
        ids: [{ type: 'ttclid', value: 'E.C.P.7' }],
        body: { user: { user_agent: 'Browser/1' } },
      },
    ])
  })

  test.each(['application/xml', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'image/png'])(
    'a hit called %s is JSON all the same',
    async (type) => {
      await using ingest = await openIngest()
      expect((await post(ingest, PIXEL, JSON.stringify(hit), { 'content-type': type })).statusCode).toBe(204)
    },
  )

  test.each(['base64', 'base64url'] as const)('GET with %s', async (encoding) => {
    await using ingest = await openIngest()
    const message = Buffer.from(JSON.stringify({ ...hit, properties: { description: 'ÿþ?>' } })).toString(encoding)
    expect(
      (await ingest.app.inject({ method: 'GET', url: `${PIXEL}?analytics_message=${encodeURIComponent(message)}` })).statusCode,
    ).toBe(204)
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
    for (const path of [
      '/api/v2/pixel/inter',
      '/api/v2/pixel/perf',
      '/api/v2/pixel/monitor',
      '/api/v2/pixel/enrich_ipv6',
      '/api/v2/monitor',
    ]) {
      expect((await post(ingest, path, 'whatever')).statusCode).toBe(204)
    }
    expect((await post(ingest, PIXEL, { ...hit, event: 'EnrichAM' })).statusCode).toBe(204)
    expect((await post(ingest, `${PIXEL}/act`, hit)).statusCode).toBe(204)
    expect(await ingest.hits()).toHaveLength(1)
  })

  test('preflight, and only for the pixel', async () => {
    await using ingest = await openIngest()
    const headers = {
      origin: 'https://x.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    }
    const preflight = await ingest.app.inject({ method: 'OPTIONS', url: PIXEL, headers })
    expect(preflight.statusCode).toBe(204)
    expect(preflight.headers['access-control-allow-origin']).toBe('https://x.example')
    for (const url of [NATIVE, EVENTS_2, '/v1/segments']) {
      const other = await ingest.app.inject({ method: 'OPTIONS', url, headers })
      expect(other.statusCode).toBe(404)
      expect(other.headers['access-control-allow-origin']).toBeUndefined()
    }
    expect(
      (await post(ingest, NATIVE, bodyFor(NATIVE, {}), { origin: 'https://x.example' })).headers['access-control-allow-origin'],
    ).toBeUndefined()
  })

  test('a source may list its origins', async () => {
    await using ingest = await openIngest({
      sources: { shop: { name: 's', kind: 'pixel', consent_basis: 'assumed', allowed_origins: ['https://shop.example/'] } },
    })
    const body = { ...hit, context: { pixel: { code: 'shop' } } }
    expect((await post(ingest, PIXEL, body, { origin: 'https://shop.example' })).statusCode).toBe(204)
    expect((await post(ingest, PIXEL, body, { referer: 'https://shop.example/cart?x=1' })).statusCode).toBe(204)
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'https://shop.example.evil.example' },
      {},
    ] as Record<string, string>[]) {
      const refused = await post(ingest, PIXEL, body, headers)
      expect(refused.statusCode).toBe(403)
      expect(refused.json()).toMatchObject({ code: 'origin_not_allowed' })
      expect(refused.headers['access-control-allow-origin']).toBeUndefined()
    }
    expect(await ingest.hits()).toHaveLength(2)
    expect(await ingest.rejected()).toEqual([])
  })

  test('apps and extensions are origins of their own, and wildcards stand for subdomains', async () => {
    const allowed_origins = ['capacitor://localhost', 'https://*.shop.example', 'https://old.example/path']
    await using ingest = await openIngest({
      sources: { shop: { name: 's', kind: 'pixel', consent_basis: 'assumed', allowed_origins } },
    })
    const body = { ...hit, context: { pixel: { code: 'shop' } } }
    const statuses = async (origins: readonly string[]): Promise<number[]> => {
      const answers = origins.map((origin) => post(ingest, PIXEL, body, { origin, referer: 'https://www.shop.example/' }))
      return (await Promise.all(answers)).map(({ statusCode }) => statusCode)
    }
    const good = ['capacitor://localhost', 'https://www.shop.example', 'https://a.b.shop.example:443', 'https://old.example']
    expect(await statuses(good)).toEqual(good.map(() => 204))
    const bad = [
      'null',
      'ionic://localhost',
      'file://',
      'chrome-extension://abc',
      'https://shop.example',
      'https://evil-shop.example',
    ]
    expect(await statuses(bad)).toEqual(bad.map(() => 403))
  })

  test('values that are no numbers stay texts, as the page wrote them', async () => {
    await using ingest = await openIngest()
    await post(ingest, PIXEL, { ...hit, properties: { value: '99,95', contents: '[{"content_id": "abc123"}]]]' } })
    expect((await ingest.hits())[0]?.body.properties).toEqual({ value: '99,95', contents: '[{"content_id": "abc123"}]]]' })
  })

  test('a mistyped code is refused, and shows among the refusals', async () => {
    await using ingest = await openIngest()
    const sent = { ...hit, context: { ...hit.context, pixel: { code: 'WEB-l' } } }
    expect((await post(ingest, PIXEL, sent)).statusCode).toBe(403)
    const url = `${PIXEL}?analytics_message=${encodeURIComponent(JSON.stringify(sent))}`
    expect((await ingest.app.inject({ method: 'GET', url })).statusCode).toBe(403)
    await post(ingest, PIXEL, { ...hit, context: { ...hit.context, pixel: { codes: 'web-1|WEB-2|WEB-3' } } })
    const rows = await ingest.rejected()
    expect(rows.map(({ source }) => source)).toEqual(['WEB-l', 'WEB-l', 'WEB-2', 'WEB-3'])
    expect(rows[0]).toMatchObject({ code: 'unknown_source', path: 'context.pixel.code', channel: 'pixel' })
    expect(await ingest.hits()).toHaveLength(1)
  })

  test('strangers with made-up codes do not fill the refusals', async () => {
    await using ingest = await openIngest({ rates: { address: NO_LIMIT, source: NO_LIMIT, key: NO_LIMIT } })
    const padding = 'x'.repeat(4_000)
    const stranger = (i: number): object => {
      const context = { pixel: { code: `made-up-${i}` }, page: { url: `https://x.example/${padding}` } }
      return { ...hit, context }
    }
    // Together: before somebody is told that a pixel is not known, the log is asked, and one answer
    // serves all who wait.
    const answers = await Promise.all(Array.from({ length: 1_100 }, (_, i) => post(ingest, PIXEL, stranger(i))))
    expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([403]))
    const rows = await ingest.rejected()
    expect(rows).toHaveLength(1_000)
    expect(Buffer.byteLength(JSON.stringify(rows))).toBeLessThan(1_000_000)
  })
})
