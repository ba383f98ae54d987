import * as fc from 'fast-check'

export { asDate } from '../oracle/values.ts'
export { datesSql } from '../sql/dates.ts'
export { dateOf } from '../definition/values.ts'

/** Texts that are dates, and texts that nearly are. For tests only. */

const two = (n: number): string => String(n).padStart(2, '0')
const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: odd })

const year = mostly(
  fc.constantFrom('2023', '2024', '2026'),
  fc.oneof(
    fc.integer({ min: 0, max: 9999 }).map((y) => String(y).padStart(4, '0')),
    fc.constantFrom(
      '0000',
      '0001',
      '0099',
      '0100',
      '1582',
      '1600',
      '1899',
      '1900',
      '2000',
      '2100',
      '2300',
      '9999',
      '24',
      '12024',
    ),
  ),
)
const month = mostly(fc.integer({ min: 1, max: 12 }).map(two), fc.constantFrom('00', '13', '2', '99'))
const dayOfMonth = mostly(fc.integer({ min: 1, max: 31 }).map(two), fc.constantFrom('00', '32', '1', '29', '30', '31'))
const hour = mostly(fc.integer({ min: 0, max: 23 }).map(two), fc.constantFrom('24', '25', '7', '-1'))
const sixtieth = mostly(fc.integer({ min: 0, max: 59 }).map(two), fc.constantFrom('00', '60', '61', '5'))
const fraction = mostly(
  fc.tuple(fc.constantFrom('.', ','), fc.stringMatching(/^[0-9]{1,9}$/)).map((parts) => parts.join('')),
  fc.constantFrom('.', '.1234567890', ':5', '.-1', '.000', '.0000001'),
)
const offset = mostly(
  fc.constantFrom('', 'Z', 'z', ' Z', '+02:00', '-0330', '+02', ' +05:45', '-00:00', '+14:00', '+23:59'),
  fc.constantFrom(
    '+24:00',
    '+02:60',
    '+2',
    '+02:0',
    '  Z',
    'UTC',
    'ZZ',
    '+',
    '-',
    '+020',
    '+02:00:00',
    '\u221202:00',
    'Europe/Berlin',
  ),
)
const separator = mostly(fc.constantFrom('T', 't', ' '), fc.constantFrom('  ', '_', '', 'TT', '\t', '\u00a0'))
const time = fc
  .tuple(hour, sixtieth, fc.option(sixtieth, { freq: 4, nil: undefined }), fc.option(fraction, { nil: undefined }), offset)
  .map(([h, m, s, f, z]) => `${h}:${m}${s === undefined ? '' : `:${s}`}${f ?? ''}${z}`)
const endOfDay = fc.constantFrom(
  '24:00',
  '24:00:00',
  '24:00:00.000Z',
  '24:00:01Z',
  '24:00:00.001',
  '24:01',
  '23:59:60Z',
  '00:00:60',
)
const dash = mostly(fc.constant('-'), fc.constantFrom('/', '.', '', '--', '\u2010'))
const around = mostly(fc.constantFrom('', '', ' '), fc.constantFrom('  ', '\n', '\t', '\u0000', '\ufeff', 'x', '\u3000'))

const iso = fc
  .tuple(
    year,
    dash,
    month,
    dash,
    dayOfMonth,
    fc.option(fc.tuple(separator, fc.oneof(time, endOfDay)), { freq: 5, nil: undefined }),
  )
  .map(([y, d1, m, d2, d, t]) => `${y}${d1}${m}${d2}${d}${t ? t.join('') : ''}`)

const seconds = fc.oneof(
  fc.integer({ min: -2_000_000_000, max: 2_000_000_000 }),
  fc.double({ min: -9.1e11, max: 9.1e11, noNaN: true }),
  fc.integer({ min: 0, max: 2 ** 31 }).map((ms) => 1_700_000_000 + ms / 1000),
  fc.constantFrom(0, 9e11, -9e11, 900_000_000_000.5, 1_714_550_400_000, 1e-7, 0.0005, 0.0004999, 1.0005, 20_240_501, 1e300),
)
const numeric = fc.oneof(
  seconds.map((n) => JSON.stringify(n)),
  fc.constantFrom(
    '1714550400',
    '1714550400.123456',
    '-5',
    '+5',
    '.5',
    '5.',
    '1e9',
    '1E+9',
    '007',
    '0x10',
    '1_000',
    '',
    ' ',
    '1714550400 ',
    'NaN',
  ),
)

/** What an event may carry where a date is looked for. */
export const dateValueArbitrary: fc.Arbitrary<string | number | boolean> = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(around, iso, around).map((parts) => parts.join('')) },
  { weight: 2, arbitrary: numeric },
  { weight: 2, arbitrary: seconds },
  {
    weight: 1,
    arbitrary: fc.constantFrom<string | boolean>(true, false, 'soon', 'null', '2024-W18-3', '20240501T100000Z', '2024-123'),
  },
)
