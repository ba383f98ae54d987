import type { FactRow } from '@weir/contracts'
import { literal } from './hostile-values.ts'
import type { Sent } from './hostile.ts'

/**
 * The extremes of what the edge takes in each field that has a column of its own, with what the
 * column then holds.
 */
export interface Extreme extends Sent {
  column: keyof FactRow
  expected: string | number | null
}

const AMOUNTS: [unknown, number | null][] = [
  [0, 0],
  [literal('-0'), 0],
  [-1, -1],
  [0.000001, 0.000001],
  [literal('1e-7'), 0],
  [literal('5e-324'), 0],
  [0.1 + 0.2, 0.3],
  ['99.95', 99.95],
  [9e11, 9e11],
  [-9e11, -9e11],
  ['899999999999.5', 899_999_999_999.5],
  ...[
    '900000000000.01',
    '1e12',
    '-1e12',
    '1e15',
    '9007199254740993',
    '18446744073709551616',
    '1e20',
    '-1e20',
    '1e308',
    '1e400',
    '-1e400',
  ].map((digits): [unknown, null] => [literal(digits), null]),
  ['1e999', null],
  ['99999999999999999999999999', null],
  [null, null],
  ['', null],
  [false, null],
]

const TEXTS: [unknown, string][] = [
  ['a', 'a'],
  [119, '119'],
  [literal('1701890979375105123'), '1701890979375105123'],
  [literal('1e20'), '100000000000000000000'],
  [0, '0'],
  ['\ud83d', '\ufffd'],
  ['a\u0000b', 'a\u0000b'],
  ['\u001f\u007f\u0085\u2028\uffff', '\u001f\u007f\u0085\u2028\uffff'],
  ['\\N', '\\N'],
  ['😀'.repeat(2_000), '😀'.repeat(2_000)],
  ['', ''],
  [null, ''],
]
const UPPER = TEXTS.map(([given, text]): [unknown, string] => [
  typeof given === 'number' ? String(given) : given,
  // Control characters at its ends make no other currency.
  text.toUpperCase().replace('\u001f\u007f\u0085\u2028', ''),
])

const section =
  (name: string, key: string) =>
  (value: unknown): Record<string, unknown> => ({ [name]: { [key]: value } })

/** @param now Unix ms; the retention must reach back to 1910. */
export function extremes(now: number): Extreme[] {
  const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 23).replace('T', ' ')
  const times: [unknown, string][] = [
    ['1910-01-01', '1910-01-01 00:00:00.000'],
    ['1969-12-31T23:59:59.999Z', '1969-12-31 23:59:59.999'],
    [-0.5, '1969-12-31 23:59:59.500'],
    [0.001, '1970-01-01 00:00:00.001'],
    ['2000-02-29T24:00:00+23:59', '2000-02-29 00:01:00.000'],
    ['1e9', '2001-09-09 01:46:40.000'],
    [(now - 1) / 1000, iso(now - 1)],
    [now / 1000 + 300, iso(now + 300_000)],
  ]
  return [
    ...of('event_time', times, (value) => ({ event_time: value })),
    ...of('value', AMOUNTS, section('properties', 'value')),
    ...of('cost', AMOUNTS, section('ad', 'cost')),
    ...of('duration_ms', AMOUNTS.filter(isExact), section('video', 'duration_ms')),
    ...of('watched_ms', AMOUNTS.filter(isExact), section('video', 'watched_ms')),
    ...of(
      'currency',
      UPPER.filter(([given]) => given !== ''),
      section('properties', 'currency'),
    ),
    ...of('cost_currency', UPPER, section('ad', 'currency')),
    ...(['campaign_id', 'adgroup_id', 'ad_id', 'creative_id', 'placement'] as const).flatMap((id) =>
      of(id, TEXTS, section('ad', id)),
    ),
    ...of('video_id', TEXTS, section('video', 'video_id')),
    ...of('experiment_id', TEXTS, section('experiment', 'id')),
    ...of('arm', TEXTS, section('experiment', 'arm')),
    ...of(
      'name',
      [
        ['n'.repeat(256), 'n'.repeat(256)],
        ['\udc00'.repeat(256), '\ufffd'.repeat(256)],
        ['CompletePayment', 'Purchase'],
      ],
      (event) => ({ event }),
    ),
    ...of(
      'event_id',
      [
        ['i'.repeat(512), 'i'.repeat(512)],
        ['\u65e5'.repeat(512), '\u65e5'.repeat(512)],
        [7, '7'],
        [literal('12345678901234567890'), '12345678901234567890'],
      ],
      (event_id) => ({ event_id }),
    ),
  ]
}

/** Floats keep what a decimal cuts off. */
function isExact([, expected]: (typeof AMOUNTS)[number]): boolean {
  return expected === null || expected === 0 ? expected === null : expected !== 0.3
}

function of(
  column: keyof FactRow,
  cases: readonly (readonly [unknown, string | number | null])[],
  event: (value: unknown) => Record<string, unknown>,
): Extreme[] {
  return cases.map(([value, expected], i) => {
    const event_id = `extreme-${column}-${i}`
    const body = {
      event: 'Extreme',
      event_id,
      source: 'shop',
      user: { external_id: `extreme-${i}` },
      page: { url: `https://x.example/${event_id}` },
      ...event(value),
    }
    return { event_id, column, expected, body }
  })
}
