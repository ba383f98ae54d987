import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, openIngest, PIXEL, post, TRACK_1 } from '../../test/harness.ts'

/**
 * Whatever comes in: an answer, never a 5xx, never a changed Object.prototype, never a hit that
 * cannot be read.
 */

const endpoint = fc.constantFrom(EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE)
const key = fc.oneof(
  fc.constantFrom(
    'event',
    'event_id',
    'event_time',
    'timestamp',
    'user',
    'email',
    'phone',
    'properties',
    'contents',
    'content_id',
    'value',
    'context',
    'pixel',
    'code',
    'data',
    'batch',
    'consent',
    'purposes',
    'ad',
    'traits',
  ),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length'),
  fc.string(),
)
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(
      fc.string(),
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      // Random endings may be those of files (`.ts`), and no address has them.
      fc.emailAddress().map((address) => `${address.slice(0, address.lastIndexOf('.'))}.com`),
      fc.constantFrom(0, '', '0', 'null', -1, 1e308),
    ),
    fc.array(tie('tree'), { maxLength: 4 }),
    // Built from text, as a request is: `__proto__` becomes a key of its own.
    fc
      .array(fc.tuple(key, tie('tree')), { maxLength: 5 })
      .map((pairs): unknown =>
        JSON.parse(`{${pairs.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v) ?? 'null'}`).join(',')}}`),
      ),
  ),
}))
const prototype = Object.getOwnPropertyNames(Object.prototype).join()

test('property: events with anything in any field', async () => {
  await using ingest = await openIngest()
  const field = fc.constantFrom(
    'event',
    'event_id',
    'event_time',
    'user',
    'properties',
    'page',
    'ad',
    'video',
    'experiment',
    'traits',
    'consent',
    'limited_data_use',
  )
  await fc.assert(
    fc.asyncProperty(endpoint, fc.array(fc.tuple(field, tree), { maxLength: 4 }), async (path, fields) => {
      const answer = await post(ingest, path, bodyFor(path, Object.fromEntries(fields)))
      expect(answer.statusCode).toBeLessThan(500)
      expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype)
    }),
    { numRuns: 600 },
  )
  for (const hit of await ingest.hits()) {
    expect(hit.event_id).not.toBe('')
    expect(Number.isSafeInteger(hit.event_time)).toBe(true)
    expect(JSON.stringify(hit)).not.toMatch(/[a-z0-9]@[a-z0-9-]+\.[a-z]/i)
  }
})

test('property: any JSON as a body', async () => {
  await using ingest = await openIngest()
  await fc.assert(
    fc.asyncProperty(endpoint, tree, async (path, body) => {
      expect((await post(ingest, path, JSON.stringify(body) ?? 'null')).statusCode).toBeLessThan(500)
      expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(prototype)
    }),
    { numRuns: 600 },
  )
})

test('property: any bytes, under any content type and coding', async () => {
  await using ingest = await openIngest()
  const type = fc.oneof(
    fc.constantFrom('application/json', 'application/x-ndjson', 'text/plain', 'application/json; charset', 'a/b', ''),
    fc.stringMatching(/^[ -~]{0,20}$/),
  )
  const coding = fc.constantFrom({}, { 'content-encoding': 'gzip' }, { 'content-encoding': 'br' }, { 'content-encoding': 'x' })
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((b) => Buffer.from(b)),
    fc.string().map((s) => Buffer.from(s)),
    tree.map((t) => Buffer.from(JSON.stringify(t) ?? '')),
  )
  await fc.assert(
    fc.asyncProperty(endpoint, bytes, type, coding, async (path, payload, contentType, encoding) => {
      expect((await post(ingest, path, payload, { 'content-type': contentType, ...encoding })).statusCode).toBeLessThan(500)
    }),
    { numRuns: 600 },
  )
})
