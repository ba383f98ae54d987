/**
 * Values that programs trip over, in events as senders write them and in rules over the same paths.
 */

/** A number as it stands in the JSON text, which no JavaScript number could keep: see `jsonOf`. */
export const literal = (digits: string): string => `#number:${digits}#`

/** JSON with the literals in their places. Half characters stay escaped, as senders send them. */
export function jsonOf(value: unknown): string {
  return JSON.stringify(value).replace(/"#number:([^"#]+)#"/g, '$1')
}

const HALVES = ['\ud83d', 'order-\ud83d', 'order-\udc00', 'x\udc00y', '\ufffd', 'order-\ufffd', '\ude00\ud83d']
const CONTROLS = Array.from({ length: 0x21 }, (_, c) => `a${String.fromCharCode(c)}b`).concat(
  '\u0000',
  'a\u007f',
  'a\u0085',
  'a\u009f',
)
const ODD = [
  '\u2028',
  '\u2029',
  '\ufeffa',
  '\uffff',
  '\ufdd0',
  '\u{10ffff}',
  'e\u0301',
  '\u00e9',
  'E\u0301',
  '\u202e',
  '\u00a0',
  '\u200b',
  '\ufb00',
  '\u0130',
  '\u00df',
  '😀',
  '🇩🇪',
]
const QUOTED = [
  '\\',
  '\\n',
  '\\u0041',
  '"',
  "'",
  '`',
  '%',
  '%00',
  '{p0:String}',
  '$1',
  '\t',
  '\\N',
  '--',
  '/*',
  'null',
  'true',
  'false',
  '[]',
  '{}',
]
const NUMERIC = [
  '0',
  '-0',
  '00',
  '1',
  '1.0',
  '1e0',
  '01',
  '1e400',
  '0x10',
  '+5',
  ' 5',
  '5 ',
  '.5',
  '5.',
  '9007199254740993',
  '1e20',
  '1e+20',
  '100000000000000000000',
  'NaN',
  'Infinity',
  '-5.0000001',
  '1_000',
  '1,5',
]
export const TEXTS = [...HALVES, ...CONTROLS, ...ODD, ...QUOTED, ...NUMERIC, '', ' ', 'a', 'A', 'ab', 'w'.repeat(3_000)]

export const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1',
  '0.1',
  '0.00005',
  '-0.00005',
  '1e-7',
  '5e-324',
  '1e15',
  '0.30000000000000004',
  '2.5',
  '100',
  '4.35',
  '1.005',
  '9007199254740991',
  '9007199254740993',
  '9007199254740993.0',
  '1e16',
  '9223372036854775807',
  '9223372036854775808',
  '1e19',
  '18446744073709551615',
  '18446744073709551616',
  '1e20',
  '-1e20',
  '1e21',
  '1e22',
  '1.5e300',
  '1e308',
  '1e400',
  '-1e400',

  '900000000000',
  '-900000000000',
  '899999999999.9999',
  '900000000000.0001',
  '999999999999',
  '1e12',
  '123456789012345678901234567890123456',
].map(literal)

const DATES = [
  '2024-03-25',
  '2024-03-26T06:00',
  '2024-03-26 06:00:00.123456',
  '2024-03-27t12:00:00z',
  '2024-03-27T12:00:00,5+0200',
  '2024-03-28T00:00:00 +02',

  '2024-03-27T24:00:00Z',
  '2024-02-29',
  '2024-03-31T01:30:00.999999999Z',
  '0000-02-29',
  '9999-12-31T23:59:59Z',
  '1711584000',
  '1711584000.57',
  '1e9',

  '2026-02-30',
  '2023-02-29',
  '2024-04-31',
  '2024-00-10',
  '2024-03-26T24:00:01Z',
  '2024-03-26T23:59:60Z',
  '2024-03-26T12:00+24:00',
  '2024-3-26',
  'soon',
  '20240326',
  '1711584000000',
  '-1',
  '2024-03-26T12:00:00.1234567890Z',
  ' 2024-03-27 ',
  '\u00a02024-03-27',
]
export const DATE_VALUES: unknown[] = [
  ...DATES,
  ...['1711584000', '1711584000.5', '-1e9', '9e11', '1711584000000', '0', '1e-7'].map(literal),
  ['2024-03-26', 'x'],
  true,
  null,
]

export const KEYS = [
  'note',
  'a',
  'A',
  '0',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'k\u0000',
  'k\ud83d',
  'k\udc00',
  'k\ufffd',
  'ключ',
  'x'.repeat(200),
  '\\',
  '"',
  "'",
  '{p0:String}',
]
/** A dot and a blank in a key cannot be addressed by a path, but by the key of a trait. */
export const TRAITS = [...KEYS, 'a.b', 'address. city', '\u2028x']
export const NAMES = [
  'Purchase',
  'Purchase',
  'CompletePayment',
  'AddToCart',
  'P\ud83d',
  'P\udc00',
  'Купить 1',
  'constructor',
  'n'.repeat(256),
]
export const IDS = ['\u2028', '\ud83d', '"', "'", '\\', '%00', 'e\u0301', '😀'.repeat(100), '{p0:String}', 'Ω']
