import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { EVENTS_2, openIngest, PIXEL, post } from '../../services/ingest/test/harness.ts'

/**
 * What TikTok's own tags and Segment's destinations are tested to send: all of it is accepted,
 * nothing of it is lost.
 */

const SHARED = new URL('../../../shared/', import.meta.url)
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, SHARED), 'utf8'))
const SOURCES = ['test', '1234', 'appIdTest', 'test-event-set-id', 'my_pixel_code']

interface Check {
  actual?: string
  subject?: string
  expected?: unknown
}
type Body = { event_source_id: string; data: Record<string, unknown>[] }

describe('what senders post', () => {
  const segment = ['tiktok-conversions', 'tiktok-offline-conversions', 'tiktok-app-events'].flatMap((file) => {
    const { tests } = read(`data/tiktok-senders/tiktok-segment/${file}.json`) as { tests: { name: string; expects: Check[] }[] }
    return tests.flatMap(({ name, expects }) =>
      expects.filter((e) => e.actual === 'request_json').map((e) => [name, e.expected as Body] as const),
    )
  })
  const { scenarios } = read('data/tiktok-senders/tiktok-gtm/tiktok-gtm-template-eapi.json') as {
    scenarios: { name: string; asserts: Check[] }[]
  }
  const tag = scenarios.flatMap(({ name, asserts }) => {
    const bodies = asserts.filter((a) => /^JSON\(RequestHistory\.\d+\.body\)$/.test(a.subject ?? '') && isBody(a.expected))
    return bodies.map((a) => [`gtm-template-eapi ${name}`, a.expected as Body] as const)
  })

  test('the files hold what we think', () => {
    expect(segment.length).toBeGreaterThanOrEqual(10)
    expect(tag.length).toBeGreaterThanOrEqual(3)
  })

  test.each([...segment, ...tag])('%s', async (_name, body) => {
    await using ingest = await openIngest({ assumed: SOURCES })
    expect((await post(ingest, EVENTS_2, body)).json()).toMatchObject({ code: 0 })
    const hits = await ingest.hits()
    expect(hits).toHaveLength(body.data.length)
    expect(hits[0]).toMatchObject({ source: body.event_source_id, body: { properties: body.data[0]?.['properties'] ?? {} } })
    const user = (body.data[0]?.['user'] ?? {}) as Record<string, string | string[]>
    for (const field of ['email', 'phone', 'external_id', 'ttclid'] as const) {
      const kept = hits[0]?.ids.filter((id) => id.type === field).map((id) => id.value)
      expect(kept).toEqual([user[field] ?? []].flat())
    }
  })

  test.each(pixelTagHits())('gtm-template-pixel %s', async (_name, hit) => {
    await using ingest = await openIngest({ assumed: SOURCES })
    expect((await post(ingest, PIXEL, hit)).statusCode).toBe(204)
    expect(await ingest.hits()).toHaveLength(1)
  })
})

function isBody(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'event_source_id' in value && 'data' in value
}

/** The calls that TikTok's browser tag makes, as the pixel would put them on the wire. */
function pixelTagHits(): [string, object][] {
  const { scenarios } = read('data/tiktok-senders/tiktok-gtm/tiktok-gtm-template-pixel.json') as {
    scenarios: { name: string; asserts: Check[]; runs: Record<string, unknown>[] }[]
  }
  return scenarios.map(({ name, asserts, runs }) => {
    const properties: Record<string, unknown> = {}
    const user: Record<string, unknown> = {}
    for (const { subject = '', expected } of asserts) {
      const property = /^Calls\.ttq\.track\.0\.params\.(\w+)$/.exec(subject)?.[1]
      if (property) properties[property] = expected
      if (subject === 'Calls.ttq.identify.0.params') Object.assign(user, expected)
    }
    return [
      name,
      {
        event: runs[0]?.['event'] ?? 'ViewContent',
        event_id: runs[0]?.['event_id'] ?? '',
        context: { pixel: { code: 'my_pixel_code' }, user },
        properties,
      },
    ]
  })
}
