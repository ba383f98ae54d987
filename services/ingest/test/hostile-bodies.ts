import { brotliCompressSync, gzipSync } from 'node:zlib'
import { BATCH_1, bodyFor, EVENTS_2, NATIVE, NOW, PIXEL, TRACK_1 } from './harness.ts'

/** A body that is cheap to send and was made to be dear to read. */
export interface Hostile {
  name: string
  path: string
  body: Buffer
  headers: Record<string, string>
}

const MEGABYTES = 3_900_000
const times = <T>(count: number, of: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => of(i))
const keys = (count: number): string => times(count, (i) => `"k${i}":1`).join(',')
const nest = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const percent = (text: string, deep: number): string => (deep === 0 ? text : percent(encodeURIComponent(text), deep - 1))
const base64 = (text: string, deep: number): string =>
  deep === 0 ? text : base64(Buffer.from(text).toString('base64'), deep - 1)

/** JSON texts for `properties.x` of an event: one value each, however large. */
const VALUES: Record<string, () => string> = {
  'an object of 300,000 keys': () => `{${keys(300_000)}}`,
  'keys that are all the same': () => `{${times(500_000, () => '"a":1').join(',')}}`,
  'keys that look like numbers': () => `{${times(300_000, (i) => `"${i * 7919}":1`).join(',')}}`,
  'keys with escapes': () => `{${times(100_000, (i) => `"\\u006b${i}\\n":1`).join(',')}}`,
  'a million empty arrays': () => `[${times(1_200_000, () => '[]').join(',')}]`,
  'a million empty objects': () => `[${times(1_200_000, () => '{}').join(',')}]`,
  nulls: () => `[${times(700_000, () => 'null').join(',')}]`,
  'arrays 60 deep, many of them': () => `[${times(30_000, () => nest(60)).join(',')}]`,
  'brackets without an end': () => '['.repeat(MEGABYTES),
  'one number of millions of digits': () => '9'.repeat(MEGABYTES),
  'one fraction of millions of digits': () => `0.${'1'.repeat(MEGABYTES)}`,
  'numbers beyond 64 bits': () => `[${times(150_000, () => '12345678901234567890').join(',')}]`,
  exponents: () => `[${times(400_000, () => '1e308').join(',')}]`,
  'a text of quotes': () => `"${'\\"'.repeat(MEGABYTES / 2)}"`,
  'a text of backslashes': () => `"${'\\\\'.repeat(MEGABYTES / 2 - 1)}"`,
  'a text of unicode escapes': () => `"${'\\ud83d\\ude00'.repeat(MEGABYTES / 12)}"`,
  'a text of lone surrogates': () => `"${'\\ud83d'.repeat(MEGABYTES / 6)}"`,
  'a text without an end': () => `"${'a'.repeat(MEGABYTES)}`,
  blanks: () => `${' '.repeat(MEGABYTES)}1`,
  'texts of 8,000 characters': () => `[${times(450, () => `"${'y'.repeat(8_000)}"`).join(',')}]`,
}

/** Fields that an event may have within all limits, and that cost the most to read. */
const EVENTS: Record<string, () => Record<string, unknown>> = {
  '400 bad items': () => ({ properties: { contents: times(400, () => 0) } }),
  '400 items with two faults': () => ({ properties: { contents: times(400, () => ({ price: 'x', quantity: [] })) } }),
  'bad identifiers': () => ({ user: { email: times(900, () => ({})), phone: times(900, () => []) } }),
  'unknown purposes': () => ({ consent: { purposes: Object.fromEntries(times(1_800, (i) => [`p${i}`, 1])) } }),
  '1,900 keys': () => ({ properties: Object.fromEntries(times(1_900, (i) => [`key${i}`, i])) }),
  'percent signs, nested': () => ({
    properties: { a: `%${'25'.repeat(3_900)}`, b: '%25'.repeat(2_600), c: percent('a@b.example', 12) },
  }),
  'half an address, again and again': () => ({ properties: times(4, () => 'a%40'.repeat(1_900)).map((x) => ({ x }))[0] }),
  'at signs': () => ({ properties: { a: 'a@'.repeat(3_900), b: '@'.repeat(8_000), c: `${'x'.repeat(64)}@`.repeat(120) } }),
  'half a phone number': () => ({
    properties: { a: '+1 ('.repeat(2_000), b: '%2B1 '.repeat(1_600), c: '+1-2-3-4-'.repeat(900) },
  }),
  'base64, nested': () => ({
    properties: { a: base64('a@b.example', 18), b: base64(percent('+447911123456', 3), 8).slice(0, 8_000) },
  }),
  queries: () => ({ page: { url: `https://x.example/?${'email=&'.repeat(1_100)}`, referrer: '?&;#'.repeat(2_000) } }),
  'dots and digits': () => ({ event_id: '1.'.repeat(250), properties: { a: '1.2.3.'.repeat(1_300), value: '1'.repeat(300) } }),
  'ids that are long': () => ({ user: { external_id: times(300, (i) => `${i}`.padStart(100, '7')) } }),
}

/** Bodies by their shape and the door they knock at; each shape takes another one. */
export function hostileBodies(): Hostile[] {
  const around = (path: string, value: string): string =>
    JSON.stringify(bodyFor(path, { properties: { x: 'VALUE' } })).replace('"VALUE"', () => value)
  const door = <T>(doors: readonly T[], i: number): T => doors[i % doors.length]!
  const values = Object.entries(VALUES).map(([name, value], i) => {
    const path = door([NATIVE, EVENTS_2, PIXEL, TRACK_1], i)
    return plain(`${name}: ${path}`, path, around(path, value()))
  })
  const many = Object.entries(EVENTS).map(([name, event], i) => {
    const path = door([NATIVE, EVENTS_2, BATCH_1], i)
    return zipped(`hundreds of events, ${name}: ${path}`, path, JSON.stringify(batch(path, event())))
  })
  const single = Object.entries(EVENTS).flatMap(([name, event]) =>
    [TRACK_1, PIXEL].map((path) => plain(`${name}: ${path}`, path, JSON.stringify(bodyFor(path, event())))),
  )
  return [...values, ...many, ...single, ...surroundings()]
}

/** What stands around the events. */
function surroundings(): Hostile[] {
  const ndjson = { 'content-type': 'application/x-ndjson' }
  const event = JSON.stringify(bodyFor(NATIVE, {}))
  return [
    plain(
      'keys beside the list',
      EVENTS_2,
      `{${keys(300_000)},"event_source":"web","event_source_id":"web-1","data":[${event}]}`,
    ),
    plain('the list a hundred thousand times', EVENTS_2, `{${times(100_000, () => '"data":[{}]').join(',')}}`),
    plain('colons', EVENTS_2, `{${':'.repeat(MEGABYTES)}`),
    plain('keys with bad escapes', EVENTS_2, `{${'"\\q":'.repeat(MEGABYTES / 5)}`),
    plain('colons and blanks', BATCH_1, `{${': '.repeat(MEGABYTES / 2)}`),
    plain('commas', NATIVE, `[${','.repeat(MEGABYTES)}`),
    plain('a million tiny events', NATIVE, `[${times(1_200_000, () => '{}').join(',')}]`),
    plain('keys at the root', PIXEL, `{${keys(300_000)},"event":"x","context":{"pixel":{"code":"web-1"}}}`),
    plain(
      'many pixel codes',
      PIXEL,
      JSON.stringify({ event: 'x', context: { pixel: { codes: times(1_500, (i) => `p${i}`).join('|') } } }),
    ),
    zipped('millions of blank lines', NATIVE, '\n'.repeat(7_000_000) + event, ndjson),
    zipped('millions of lines of blanks', NATIVE, ' \r\n'.repeat(2_300_000) + event, ndjson),
    plain('a million lines that are no JSON', NATIVE, 'x\n'.repeat(MEGABYTES / 2), ndjson),
    plain('text that may be lines', NATIVE, `{"a":1}\n`.repeat(MEGABYTES / 8), { 'content-type': 'text/plain' }),
    zipped('a bomb', NATIVE, Buffer.alloc(60_000_000)),
    {
      ...plain('a bomb, brotli', NATIVE, ''),
      body: brotliCompressSync(Buffer.alloc(30_000_000)),
      headers: { 'content-encoding': 'br' },
    },
    zipped('a bomb in a bomb', NATIVE, gzipSync(Buffer.alloc(60_000_000))),
    plain('bytes that are no UTF-8', NATIVE, Buffer.alloc(MEGABYTES, 0xff)),
  ]
}

function batch(path: string, event: Record<string, unknown>): unknown {
  const { data, batch: list, ...shell } = bodyFor(path, event)
  const [one] = (data ?? list ?? [shell]) as unknown[]
  // As many as come to the size that a body may have.
  const events = times(Math.min(900, Math.floor(1_500_000 / JSON.stringify(one).length)), (i) => ({
    ...(one as object),
    event_id: `e-${i}`,
    event_time: NOW / 1000,
  }))
  if (data) return { ...shell, data: events }
  return list ? { ...shell, batch: events } : events
}

function plain(name: string, path: string, body: string | Buffer, headers: Record<string, string> = {}): Hostile {
  return { name, path, body: Buffer.from(body), headers }
}

function zipped(name: string, path: string, body: string | Buffer, headers: Record<string, string> = {}): Hostile {
  return { name, path, body: gzipSync(body, { level: 1 }), headers: { ...headers, 'content-encoding': 'gzip' } }
}
