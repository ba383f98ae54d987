import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, openIngest, pathIn, PIXEL, post, TRACK_1 } from '../../test/harness.ts'
import type { Harness } from '../../test/harness.ts'

/**
 * Every malformed body gets a 4xx, or the platform's envelope, that names the fault; never a 5xx,
 * never a stored hit.
 */

const ENDPOINTS = [EVENTS_2, TRACK_1, BATCH_1, PIXEL, NATIVE]
const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) })
const long = 'x'.repeat(8_193)
const poison = (json: string): unknown => JSON.parse(json)

/**
 * [what, fields of the event (native vocabulary), path of the fault, the browser pixel takes it]
 */
const EVENTS: [string, Record<string, unknown>, string, 'pixel takes it'?][] = [
  ['no name', { event: undefined }, 'event'],
  ['name null', { event: null }, 'event'],
  ['name empty', { event: '' }, 'event'],
  ['name blank', { event: '  ' }, 'event'],
  ['name number', { event: 5 }, 'event'],
  ['name list', { event: ['a'] }, 'event'],
  ['name object', { event: {} }, 'event'],
  ['name too long', { event: 'n'.repeat(257) }, 'event'],
  ['name with NUL', { event: 'a\u0000b' }, 'event'],
  ['name with an address', { event: 'bought by jo@example.org' }, 'event'],
  ['id object', { event_id: {} }, 'event_id'],
  ['id list', { event_id: [1] }, 'event_id'],
  ['id boolean', { event_id: true }, 'event_id'],
  ['id too long', { event_id: 'i'.repeat(513) }, 'event_id'],
  ['id with NUL', { event_id: 'a\u0000b' }, 'event_id'],
  ['time word', { event_time: 'yesterday' }, 'event_time'],
  ['time boolean', { event_time: true }, 'event_time'],
  ['time object', { event_time: {} }, 'event_time'],
  ['time list', { event_time: [NOW] }, 'event_time'],
  ['time in ms', { event_time: NOW }, 'event_time'],
  ['time no date', { event_time: '2024-13-45T00:00:00Z' }, 'event_time'],
  ['time far away', { event_time: 1e300 }, 'event_time'],
  ['time before all', { event_time: 1 }, 'event_time'],
  ['user text', { user: 'jo' }, 'user'],
  ['user list', { user: ['jo'] }, 'user'],
  ['user number', { user: 5 }, 'user'],
  ['email object', { user: { email: {} } }, 'user.email'],
  ['email boolean', { user: { email: true } }, 'user.email'],
  ['email list of objects', { user: { email: [{}] } }, 'user.email'],
  ['phone nested lists', { user: { phone: [['1']] } }, 'user.phone'],
  ['external id object', { user: { external_id: { id: 1 } } }, 'user.external_id'],
  ['ttp boolean', { user: { ttp: true } }, 'user.ttp'],
  ['properties text', { properties: 'x' }, 'properties'],
  ['properties list', { properties: [1] }, 'properties'],
  ['properties number', { properties: 1 }, 'properties'],
  ['value object', { properties: { value: {} } }, 'properties.value'],
  ['value list', { properties: { value: [1] } }, 'properties.value'],
  ['value boolean', { properties: { value: true } }, 'properties.value'],
  ['value word', { properties: { value: 'a lot' } }, 'properties.value', 'pixel takes it'],
  ['value with a comma', { properties: { value: '99,95' } }, 'properties.value', 'pixel takes it'],
  ['value with a sign', { properties: { value: '+4915123456789' } }, 'properties.value', 'pixel takes it'],
  ['value NaN', { properties: { value: 'NaN' } }, 'properties.value', 'pixel takes it'],
  ['currency number', { properties: { currency: 978 } }, 'properties.currency'],
  ['contents text', { properties: { contents: 'x' } }, 'properties.contents', 'pixel takes it'],
  ['contents object', { properties: { contents: { content_id: {} } } }, 'properties.contents'],
  ['contents of numbers', { properties: { contents: [1] } }, 'properties.contents'],
  ['content id object', { properties: { contents: [{ content_id: {} }] } }, 'properties.contents'],
  ['price list', { properties: { contents: [{ price: [1] }] } }, 'properties.contents'],
  ['content ids object', { properties: { content_ids: { a: 1 } } }, 'properties.content_ids'],
  ['content ids of objects', { properties: { content_ids: [{}] } }, 'properties.content_ids'],
  ['page text', { page: 'https://x.example' }, 'page'],
  ['page url number', { page: { url: 5 } }, 'page.url'],
  ['page list', { page: [1] }, 'page'],
  ['limited data use word', { limited_data_use: 'maybe' }, 'limited_data_use', 'pixel takes it'],
  ['limited data use object', { limited_data_use: {} }, 'limited_data_use', 'pixel takes it'],
  ['consent text', { consent: 'yes' }, 'consent', 'pixel takes it'],
  ['consent purposes list', { consent: { purposes: ['storage'] } }, 'consent.purposes', 'pixel takes it'],
  [
    'consent unknown purpose',
    { consent: { purposes: { personalized_ads: false } } },
    'consent.purposes.personalized_ads',
    'pixel takes it',
  ],
  ['consent no boolean', { consent: { purposes: { storage: 'granted' } } }, 'consent.purposes.storage', 'pixel takes it'],
  ['too deep', { properties: { a: deep(12) } }, 'properties.a.a'],
  ['a long text', { properties: { a: long } }, 'properties.a'],
  ['a long key', { properties: { [long]: 1 } }, 'properties'],
  ['too many values', { properties: { a: Array.from({ length: 2_001 }, () => 1) } }, 'properties.a'],
  ['too large', { properties: { a: Array.from({ length: 10 }, () => 'y'.repeat(4_000)) } }, 'properties.a'],
  ['__proto__', { properties: poison('{"__proto__":{"polluted":1}}') }, 'properties.__proto__'],
  ['__proto__ deeper', { properties: poison('{"contents":[{"__proto__":1}]}') }, 'properties.contents.0.__proto__'],
  ['constructor.prototype', { properties: poison('{"constructor":{"prototype":{"polluted":1}}}') }, 'properties.constructor'],
  ['__proto__ in user', { user: poison('{"__proto__":{"email":"x"}}') }, 'user.__proto__'],
]

let ingest: Harness
beforeAll(async () => {
  ingest = await openIngest()
})
afterAll(async () => {
  await ingest[Symbol.asyncDispose]()
})

/** The answer must be a refusal; @returns its words. */
async function refused(
  endpoint: string,
  payload: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; code: unknown }> {
  const answer = await post(ingest, endpoint, payload, headers)
  const body = answer.json() as { code: unknown; request_id?: string; status?: number }
  if (endpoint.startsWith('/open_api')) {
    expect(answer.statusCode).toBe(200)
    expect(body).toEqual({ code: expect.any(Number), message: expect.any(String), request_id: expect.any(String), data: {} })
    expect(body.code).not.toBe(0)
    expect(body.code).not.toBe(50000)
  } else {
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    expect(answer.statusCode).toBeLessThan(500)
    expect(answer.headers['content-type']).toContain('application/problem+json')
  }
  expect(answer.body).not.toMatch(/node_modules|\.ts:\d|at .*\(|SyntaxError|ZodError|stack/)
  return { status: answer.statusCode, text: answer.body, code: body.code }
}

describe.each(ENDPOINTS)('%s', (endpoint) => {
  test.each(EVENTS.filter(([, , , taken]) => endpoint !== PIXEL || !taken))('%s', async (_what, fields, path) => {
    const { text } = await refused(endpoint, bodyFor(endpoint, fields))
    expect(text).toContain(pathIn(endpoint, path))
  })

  const good = JSON.stringify(bodyFor(endpoint, {}))
  const raw: [string, string | Buffer, Record<string, string>?][] = [
    ['nothing', ''],
    ['blank', '   '],
    ['truncated', good.slice(0, -2)],
    ['two bodies', `${good}{`],
    ['single quotes', "{'event':'x'}"],
    ['a trailing comma', `${good.slice(0, -1)},}`],
    ['a comment', `/* */${good}`],
    ['NaN', '{"event":NaN}'],
    ['null', 'null'],
    ['a number', '5'],
    ['a text', '"jo@example.org"'],
    ['true', 'true'],
    ['an empty list', '[]'],
    ['an empty object', '{}'],
    ['a list of lists', '[[]]'],
    ['__proto__ at the top', '{"__proto__":{"polluted":1}}'],
    ['a million brackets', '['.repeat(1_000_000)],
    ['a million objects', '{"a":'.repeat(500_000)],
    ['an unfinished escape', '{"event":"\\u12'],
    ['an unfinished text', '{"event":"\\'],
    ['a control character', '{"event":"\u0001"}'],
    ['XML', '<event/>'],
    ['a form', 'event=Purchase&value=1'],
    ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['UTF-16', Buffer.from(good, 'utf16le')],
    ['gzip that is none', good, { 'content-encoding': 'gzip' }],
    ['br that is none', good, { 'content-encoding': 'br' }],
    ['gzip, truncated', gzipSync(good).subarray(0, -12), { 'content-encoding': 'gzip' }],
    ['br, truncated', brotliCompressSync(good).subarray(0, -6), { 'content-encoding': 'br' }],
    ['gzip, undeclared', gzipSync(good)],
    ['gzip of nothing', gzipSync(''), { 'content-encoding': 'gzip' }],
    ['an unknown coding', good, { 'content-encoding': 'zstd' }],
    ['two codings', gzipSync(gzipSync(good)), { 'content-encoding': 'gzip, gzip' }],
    ['a gzip bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20)), { 'content-encoding': 'gzip' }],
    ['a br bomb', brotliCompressSync(Buffer.alloc(64 * 1024 * 1024, 0x5b)), { 'content-encoding': 'br' }],
    ['more than 4 MiB', Buffer.alloc(4 * 1024 * 1024 + 1, 0x20)],
  ]
  test.each(raw)('%s', async (_what, payload, headers = {}) => {
    await refused(endpoint, payload, headers)
  })
})

describe('envelopes', () => {
  const data = [{ event: 'X' }]
  const batch = [{ event: 'X' }]
  const cases: [string, string, unknown, string][] = [
    ['no event source', EVENTS_2, { event_source_id: 'web-1', data }, 'event_source: '],
    ['event source unknown', EVENTS_2, { event_source: 'tv', event_source_id: 'web-1', data }, 'event_source: '],
    ['event source number', EVENTS_2, { event_source: 1, event_source_id: 'web-1', data }, 'event_source: '],
    ['no source id', EVENTS_2, { event_source: 'web', data }, 'event_source_id: Missing data'],
    ['source id object', EVENTS_2, { event_source: 'web', event_source_id: {}, data }, 'event_source_id: '],
    ['source unknown', EVENTS_2, { event_source: 'web', event_source_id: 'nobody', data }, 'event_source_id: No permission'],
    [
      'source from the prototype',
      EVENTS_2,
      { event_source: 'web', event_source_id: 'constructor', data },
      'event_source_id: No permission',
    ],
    ['no data', EVENTS_2, { event_source: 'web', event_source_id: 'web-1' }, 'data: '],
    ['data object', EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: {} }, 'data: '],
    ['data text', EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: '[]' }, 'data: '],
    ['data empty', EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: [] }, 'data: Shorter'],
    [
      '1,001 events',
      EVENTS_2,
      { event_source: 'web', event_source_id: 'web-1', data: Array.from({ length: 1_001 }, () => data[0]) },
      'data: Longer',
    ],
    ['data of null', EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: [null] }, 'data.0: '],
    ['data of texts', EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: ['x'] }, 'data.0: '],
    ['data of lists', EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: [[]] }, 'data.0: '],
    [
      'a poisoned envelope',
      EVENTS_2,
      poison('{"event_source":"web","event_source_id":"web-1","data":[{"event":"X"}],"x":{"__proto__":1}}'),
      'x.__proto__: ',
    ],
    [
      'the third event',
      EVENTS_2,
      { event_source: 'web', event_source_id: 'web-1', data: [...data, ...data, { event: 1 }] },
      'data.2.event: ',
    ],
    ['ad text', EVENTS_2, { event_source: 'web', event_source_id: 'web-1', data: [{ event: 'X', ad: 'x' }] }, 'data.0.ad: '],
    [
      'ad id object',
      EVENTS_2,
      { event_source: 'web', event_source_id: 'web-1', data: [{ event: 'X', ad: { ad_id: {} } }] },
      'data.0.ad.ad_id: ',
    ],
    ['no pixel code', TRACK_1, { event: 'X' }, 'pixel_code: Missing data'],
    ['pixel code list', TRACK_1, { event: 'X', pixel_code: ['web-1'] }, 'pixel_code: '],
    ['pixel code unknown', TRACK_1, { event: 'X', pixel_code: 'nobody' }, 'pixel_code: No permission'],
    ['context text', TRACK_1, { event: 'X', pixel_code: 'web-1', context: 'x' }, 'context: '],
    ['callback object', TRACK_1, { event: 'X', pixel_code: 'web-1', context: { ad: { callback: {} } } }, 'context.ad.callback: '],
    ['no batch', BATCH_1, { pixel_code: 'web-1' }, 'batch: '],
    ['batch object', BATCH_1, { pixel_code: 'web-1', batch: { 0: batch[0] } }, 'batch: '],
    ['batch empty', BATCH_1, { pixel_code: 'web-1', batch: [] }, 'batch: Shorter'],
    ['batch of 1,001', BATCH_1, { pixel_code: 'web-1', batch: Array.from({ length: 1_001 }, () => batch[0]) }, 'batch: Longer'],
    ['batch unknown code', BATCH_1, { pixel_code: 'nobody', batch }, 'pixel_code: No permission'],
    ['pixel: no context', PIXEL, { event: 'X' }, '"path":"context"'],
    ['pixel: no pixel', PIXEL, { event: 'X', context: {} }, '"path":"context.pixel"'],
    ['pixel: no code', PIXEL, { event: 'X', context: { pixel: {} } }, '"path":"context.pixel.code"'],
    ['pixel: code object', PIXEL, { event: 'X', context: { pixel: { code: {} } } }, '"path":"context.pixel.code"'],
    ['pixel: codes of nobody', PIXEL, { event: 'X', context: { pixel: { codes: '|||' } } }, '"path":"context.pixel.code"'],
    ['pixel: unknown', PIXEL, { event: 'X', context: { pixel: { code: 'nobody' } } }, 'unknown_source'],
    ['native: no source', NATIVE, { event: 'X' }, '"path":"source"'],
    ['native: source object', NATIVE, { event: 'X', source: {} }, '"path":"source"'],
    ['native: source unknown', NATIVE, { event: 'X', source: 'nobody' }, 'unknown_source'],
    ['native: source from the prototype', NATIVE, { event: 'X', source: '__proto__' }, 'unknown_source'],
    ['native: 1,001 events', NATIVE, Array.from({ length: 1_001 }, () => ({ event: 'X', source: 'web-1' })), 'too_many_events'],
    ['native: video text', NATIVE, { event: 'X', source: 'web-1', video: 'x' }, '"path":"video"'],
    [
      'native: duration word',
      NATIVE,
      { event: 'X', source: 'web-1', video: { duration_ms: 'long' } },
      '"path":"video.duration_ms"',
    ],
    ['native: cost object', NATIVE, { event: 'X', source: 'web-1', ad: { cost: {} } }, '"path":"ad.cost"'],
    ['native: traits list', NATIVE, { event: 'X', source: 'web-1', traits: [1] }, '"path":"traits"'],
    ['native: arm object', NATIVE, { event: 'X', source: 'web-1', experiment: { arm: {} } }, '"path":"experiment.arm"'],
  ]
  test.each(cases)('%s', async (_what, endpoint, body, words) => {
    expect((await refused(endpoint, body)).text).toContain(words)
  })

  test.each([
    ['application/xml', 415],
    ['multipart/form-data; boundary=x', 415],
    ['application/jsonx', 415],
    ['application/ json', 415],
    ['text/html', 415],
  ])('native content type %j', async (type, status) => {
    expect((await refused(NATIVE, bodyFor(NATIVE, {}), { 'content-type': type })).status).toBe(status)
    expect((await refused(EVENTS_2, bodyFor(EVENTS_2, {}), { 'content-type': type })).code).toBe(40002)
  })

  // The published ways around a validator that looks at the header: whatever the header says, the
  // body is looked at.
  test.each([
    'application/json\t; charset=utf-8',
    ' application/json',
    'APPLICATION/JSON',
    'application/json;',
    'application/json ;a=b',
    'application/json,text/plain',
    'text/plain',
    'application/json; charset=utf-16',
  ])('no bad body passes as %j', async (type) => {
    for (const endpoint of ENDPOINTS) await refused(endpoint, bodyFor(endpoint, { event: 5 }), { 'content-type': type })
  })

  test('the GET form', async () => {
    for (const query of [
      '',
      '?analytics_message=',
      '?analytics_message=%%%',
      '?analytics_message=AAAA',
      '?analytics_message=bnVsbA==',
      '?analytics_message=e30=&analytics_message=e30=',
      '?other=1',
    ]) {
      const answer = await ingest.app.inject({ method: 'GET', url: `${PIXEL}${query}` })
      expect(answer.statusCode).toBe(400)
    }
  })

  test('a bomb costs 413 and little time', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024, 0x20))
    const started = performance.now()
    const answer = await post(ingest, NATIVE, bomb, { 'content-encoding': 'gzip' })
    expect(answer.statusCode).toBe(413)
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})

test('a native batch keeps its good events whatever stands beside them', async () => {
  const good = { event: 'X', event_id: 'good', source: 'web-1', event_time: NOW / 1000 }
  const bad = EVENTS.map(([, fields]) => bodyFor(NATIVE, fields))
  const others = [null, 5, 'x', [], {}, { source: 'nobody', event: 'X' }]
  const answer = await post(ingest, NATIVE, [...bad, good, ...others, good])
  expect(answer.statusCode).toBe(202)
  const { accepted, rejected } = answer.json() as { accepted: number; rejected: { index: number }[] }
  expect(accepted).toBe(2)
  expect(rejected.map((one) => one.index)).toEqual([...bad.keys(), ...others.map((_, i) => bad.length + 1 + i)])
})

test('in the end nothing bad was stored, and no prototype was touched', async () => {
  const hits = await ingest.hits()
  expect(hits.map((hit) => hit.event_id)).toEqual(['good', 'good'])
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted')
})
