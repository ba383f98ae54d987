import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNetworks, readNetworks } from './networks.ts'

const LIST = `
# data centres
192.0.2.0/24   # one
198.51.100.7
10.1.2.3/8
2001:db8::/32
`

describe('a list of ranges', () => {
  const networks = parseNetworks(LIST)
  test.each([
    ['192.0.2.0', true],
    ['192.0.2.255', true],
    ['192.0.3.0', false],
    ['192.0.1.255', false],
    ['198.51.100.7', true],
    ['198.51.100.8', false],
    // The bits behind the range do not count.
    ['10.255.0.1', true],
    ['11.0.0.0', false],
    ['2001:db8::1', true],
    ['2001:db9::', false],
    ['::ffff:192.0.2.9', true],
    ['::ffff:192.0.3.9', false],
    ['192.0.2', false],
    ['0xc0.0.2.1', false],
    ['192.0.2.1:443', false],
    ['', false],
    ['people', false],
  ])('%s: %s', (address, isIn) => expect(networks.has(address)).toBe(isIn))

  test('counts its ranges, and may be empty', () => {
    expect(networks.size).toBe(4)
    expect([parseNetworks('').size, parseNetworks('# none\n\n').has('192.0.2.1')]).toEqual([0, false])
  })

  test.each([
    '192.0.2.0/33',
    '192.0.2',
    'example.org',
    '192.0.2.0/24/8',
    '2001:db8::/129',
    '192.0.2.0/',
    '/8',
    '192.0.2.0-192.0.2.9',
  ])('with %s names the line', (entry) =>
    expect(() => parseNetworks(`192.0.2.0/24\n\n${entry}`)).toThrow(/^line 3: .* is no range such as/),
  )

  test('that cannot be read names the setting and the file', async () => {
    await expect(readNetworks('/nowhere/ranges.txt')).rejects.toThrow(
      'WEIR_DATA_CENTRES: the file /nowhere/ranges.txt cannot be read',
    )
  })
})

test('property: overlapping ranges say of every address what each of them says', () => {
  const byte = fc.nat(255)
  const range = fc.record({ a: fc.constantFrom(10, 11), b: fc.nat(3), c: byte, d: byte, length: fc.integer({ min: 0, max: 32 }) })
  const number = ({ a, b, c, d }: { a: number; b: number; c: number; d: number }): number => ((a * 256 + b) * 256 + c) * 256 + d
  fc.assert(
    fc.property(fc.array(range, { maxLength: 12 }), fc.array(range, { minLength: 1, maxLength: 20 }), (ranges, asked) => {
      const networks = parseNetworks(ranges.map(({ a, b, c, d, length }) => `${a}.${b}.${c}.${d}/${length}`).join('\n'))
      for (const address of asked) {
        const expected = ranges.some((one) => {
          const host = 2 ** (32 - one.length)
          return Math.floor(number(one) / host) === Math.floor(number(address) / host)
        })
        const { a, b, c, d } = address
        expect(networks.has(`${a}.${b}.${c}.${d}`)).toBe(expected)
      }
    }),
    { seed: 3, numRuns: 500 },
  )
})
