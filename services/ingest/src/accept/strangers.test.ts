import { gzipSync } from 'node:zlib'
import { createClock } from '@weir/runtime'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { bodyFor, EVENTS_2, NATIVE, NOW, openIngest, PIXEL, post } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'
import { createTokenBuckets } from './token-buckets.ts'

// What senders without a key may cost, and how often anybody may come.

const NO_LIMIT = { requests: 0, bytes: 0 }
const hit = bodyFor(PIXEL, {})
/** Ten requests at once, and no more while time stands still. */
const FEW = { requests: 1, bytes: 0 }

async function statuses(count: number, send: () => ReturnType<typeof post>): Promise<number[]> {
  const all: number[] = []
  for (let i = 0; i < count; i++) all.push((await send()).statusCode)
  return all
}

describe('rates', () => {
  beforeAll(() => void vi.useFakeTimers({ toFake: ['performance'] }))
  afterAll(() => void vi.useRealTimers())

  test('property: nobody gets more than the burst and what has flowed in since', () => {
    const steps = fc.array(fc.record({ pause: fc.nat(2_000), tokens: fc.nat(5), key: fc.constantFrom('a', 'b') }), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100 }), steps, (rate, burst, all) => {
        const buckets = createTokenBuckets(rate, burst)
        const spent = { a: 0, b: 0 }
        let now = 0
        for (const { pause, tokens, key } of all) {
          now += pause
          if (buckets.wait(key, now) > 0) continue
          buckets.spend(key, tokens, now)
          spent[key as 'a' | 'b'] += tokens
          // The last spending may overdraw.
          expect(spent[key as 'a' | 'b']).toBeLessThanOrEqual(burst + (rate * now) / 1000 + 5)
        }
      }),
    )
  })

  test('property: who waits as long as he is told may go on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 1, max: 100_000 }), (rate, tokens) => {
        const buckets = createTokenBuckets(rate, 10)
        buckets.spend('a', tokens, 0)
        expect(buckets.wait('a', buckets.wait('a', 0) + 0.001)).toBe(0)
      }),
    )
  })

  test('of an address without a key: 429 and Retry-After; other addresses and keys go on', async () => {
    await using ingest = await openIngest({ rates: { address: FEW, source: NO_LIMIT, key: NO_LIMIT } })
    expect(await statuses(12, () => post(ingest, PIXEL, hit))).toEqual([...Array<number>(10).fill(204), 429, 429])
    const refused = await post(ingest, PIXEL, hit)
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/)
    expect(refused.json()).toMatchObject({ status: 429, code: 'rate_limited' })
    const url = `${PIXEL}?analytics_message=${Buffer.from(JSON.stringify(hit)).toString('base64')}`
    expect((await ingest.app.inject({ url })).statusCode).toBe(429)
    expect((await ingest.app.inject({ url, remoteAddress: '203.0.113.9' })).statusCode).toBe(204)
    expect((await post(ingest, NATIVE, bodyFor(NATIVE, {}))).statusCode).toBe(202)
    // Nobody is believed to be somebody else.
    expect((await post(ingest, PIXEL, hit, { 'x-forwarded-for': '203.0.113.10' })).statusCode).toBe(429)
    expect(await ingest.rejected()).toEqual([])
  })

  test('an IPv6 network is one address', async () => {
    await using ingest = await openIngest({ rates: { address: FEW, source: NO_LIMIT, key: NO_LIMIT } })
    const from = async (remoteAddress: string): Promise<number> =>
      (await ingest.app.inject({ method: 'POST', url: PIXEL, payload: JSON.stringify(hit), remoteAddress })).statusCode
    const all: number[] = []
    for (let i = 0; i < 11; i++) all.push(await from(`2001:db8:0:1::${i}`))
    expect(all).toEqual([...Array<number>(10).fill(204), 429])
    expect(await from('2001:db8:0:1:ffff:1:2:3')).toBe(429)
    expect(await from('2001:db8:0:2::1')).toBe(204)
    for (let i = 0; i < 10; i++) await from('198.51.100.1')
    expect(await from('::ffff:198.51.100.1')).toBe(429)
  })

  test('of a source: hits with a key do not count', async () => {
    await using ingest = await openIngest({
      assumed: ['web-1', 'web-2'],
      rates: { address: NO_LIMIT, source: FEW, key: NO_LIMIT },
    })
    expect(await statuses(11, () => post(ingest, PIXEL, hit))).toEqual([...Array<number>(10).fill(204), 429])
    expect((await post(ingest, PIXEL, { ...hit, context: { pixel: { code: 'web-2' } } })).statusCode).toBe(204)
    expect((await post(ingest, NATIVE, bodyFor(NATIVE, {}))).statusCode).toBe(202)
  })

  test('of a key, in the words of each dialect', async () => {
    await using ingest = await openIngest({ rates: { address: NO_LIMIT, source: NO_LIMIT, key: FEW } })
    expect(await statuses(11, () => post(ingest, NATIVE, bodyFor(NATIVE, {})))).toEqual([...Array<number>(10).fill(202), 429])
    const refused = await post(ingest, EVENTS_2, bodyFor(EVENTS_2, {}))
    expect([refused.statusCode, refused.json<{ code: number }>().code]).toEqual([200, 40100])
    expect(refused.headers['retry-after']).toMatch(/^[1-9]\d*$/)
    expect(await ingest.hits()).toHaveLength(10)
  })

  test('of bytes', async () => {
    await using ingest = await openIngest({ rates: { address: { requests: 0, bytes: 100 }, source: NO_LIMIT, key: NO_LIMIT } })
    const large = JSON.stringify(bodyFor(PIXEL, { properties: { x: 'y'.repeat(2_000) } }))
    expect(await statuses(2, () => post(ingest, PIXEL, large))).toEqual([204, 429])
  })

  test('of guesses at keys', async () => {
    await using ingest = await openIngest({ rates: { address: FEW, source: NO_LIMIT, key: NO_LIMIT } })
    const guess = () => post(ingest, NATIVE, {}, { authorization: 'Bearer wk_guess' })
    expect(await statuses(11, guess)).toEqual([...Array<number>(10).fill(401), 429])
  })
})

/** Small to send, large to keep. */
const GREEDY: Record<string, () => { body: string | Buffer; headers?: Record<string, string> }> = {
  'compressed text': () => zipped({ properties: { x: 'y'.repeat(8_000), z: 'y'.repeat(8_000) } }),
  'compressed carts': () =>
    zipped({ properties: { contents: Array.from({ length: 400 }, () => ({ content_id: 'a', price: 1 })) } }),
  'compressed identifiers': () => zipped({ user: { external_id: Array.from({ length: 900 }, (_, i) => i) } }),
  'identifiers that hashes make long': () => ({
    body: JSON.stringify(bodyFor(PIXEL, { user: { external_id: Array.from({ length: 40 }, (_, i) => i + 1) } })),
  }),
  'several pixels at once': () => ({
    body: JSON.stringify({ ...hit, context: { pixel: { codes: Array.from({ length: 40 }, (_, i) => `p${i}`).join('|') } } }),
  }),
  'refused: compressed': () => zipped({ event: '', properties: { x: 'y'.repeat(8_000), z: 'y'.repeat(8_000) } }),
  'refused: large': () => ({ body: JSON.stringify(bodyFor(PIXEL, { event: '', properties: { x: 'y'.repeat(8_000) } })) }),
  'refused: old': () => ({ body: JSON.stringify(bodyFor(PIXEL, { event_time: '2001-01-01T00:00:00Z' })) }),
}

function zipped(event: Record<string, unknown>) {
  return { body: gzipSync(JSON.stringify(bodyFor(PIXEL, event))), headers: { 'content-encoding': 'gzip' } }
}

/** Bytes in the log after so many of these. */
async function keptOf(ingest: Harness, name: string, count: number): Promise<{ sent: number; kept: number }> {
  const { body, headers } = GREEDY[name]!()
  for (let i = 0; i < count; i++) {
    const { statusCode } = await post(ingest, PIXEL, body, headers)
    expect(statusCode).toBeLessThan(500)
  }
  return { sent: count * body.length, kept: Buffer.byteLength(await ingest.appended()) }
}

describe('disk', () => {
  test.each(Object.keys(GREEDY))(
    '1,000 hits cost a few megabytes at most: %s',
    async (name) => {
      await using ingest = await openIngest({ assumed: ['web-1', ...Array.from({ length: 40 }, (_, i) => `p${i}`)] })
      const { sent, kept } = await keptOf(ingest, name, 1_000)
      expect(kept).toBeLessThan(4_000_000)
      expect(kept).toBeLessThan(3 * sent + 2_500_000)
    },
    60_000,
  )

  test('canary: without these bounds they cost tens of megabytes', async () => {
    const limits = { expansionMax: 10_000, freeBytes: 1e6, bodyBytesMax: 8e6 }
    await using ingest = await openIngest({ limits })
    expect((await keptOf(ingest, 'compressed text', 50)).kept).toBeGreaterThan(50 * 15_000)
  })

  test('usual hits are taken, also compressed', async () => {
    await using ingest = await openIngest()
    const usual = bodyFor(PIXEL, {
      event_id: 'e-1',
      user: { email: 'ada@example.com', phone: '+447911123456', external_id: 'u-1' },
      page: { url: 'https://shop.example/cart?step=2', referrer: 'https://shop.example/' },
      properties: {
        value: 19.5,
        currency: 'EUR',
        contents: Array.from({ length: 40 }, (_, i) => ({ content_id: `sku-${i}`, price: i, quantity: 1 })),
      },
    })
    expect((await post(ingest, PIXEL, usual)).statusCode).toBe(204)
    const small = gzipSync(JSON.stringify({ ...usual, properties: {} }))
    expect((await post(ingest, PIXEL, small, { 'content-encoding': 'gzip' })).statusCode).toBe(204)
  })
})

describe('refusals', () => {
  test('the first of a source, code and hour are kept, the others counted, and the next hour says how many', async () => {
    const clock = createClock('manual', NOW)
    await using ingest = await openIngest({ clock })
    const bad = bodyFor(PIXEL, { event: '' })
    for (let i = 0; i < 1_050; i++) await post(ingest, PIXEL, bad)
    const rows = await ingest.rejected()
    expect(rows).toHaveLength(1_000)
    expect(rows[99]?.body).toContain('web-1')
    expect(rows[100]?.body).toContain('left_out')
    expect(rows[999]?.message).toContain('only counted')
    expect(await ingest.registry.metrics()).toMatch(/refusals_counted_only_total\{source="web-1",code="invalid_field"\} 50/)
    clock.advance(NOW + 3_600_000)
    await post(ingest, PIXEL, bad)
    expect((await ingest.rejected()).at(-1)?.message).toContain('50 more of the hour before')
  }, 60_000)
})
