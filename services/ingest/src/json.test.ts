import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson, utf8 } from './json.ts'

describe('parseJson', () => {
  test('keeps the digits of integers that a double cannot hold', () => {
    expect(
      parseJson('{"a":1701890979375105,"b":1701890979375105123,"c":[-12345678901234567890],"d":"12345678901234567890"}'),
    ).toEqual({
      a: 1_701_890_979_375_105,
      b: '1701890979375105123',
      c: ['-12345678901234567890'],
      d: '12345678901234567890',
    })
  })

  test('leaves fractions, exponents and texts alone', () => {
    expect(parseJson('[1234567890123456789.5,1e22,1234567890123456789e2,"\\"1234567890123456789"]')).toEqual([
      Number('1234567890123456789.5'),
      1e22,
      Number('1234567890123456789e2'),
      '"1234567890123456789',
    ])
  })

  test.each([
    '',
    '{',
    '[1,]',
    '01234567890123456789',
    '{12345678901234567890:1}',
    '{"a":1}}',
    '"\\',
    'NaN',
    '[--12345678901234567890]',
  ])('refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ code: 'invalid_json' }))
  })

  test('millions of brackets are refused at once', () => {
    const started = performance.now()
    expect(() => parseJson('['.repeat(1_000_000))).toThrow(expect.objectContaining({ code: 'too_deep' }))
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('property: is JSON.parse for everything that doubles can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), fc.boolean(), (value, pretty) => {
        const text = JSON.stringify(value, null, pretty ? 2 : 0)
        const large = /(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/.test(text)
        if (!large) expect(parseJson(text)).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })
})

test('utf8 refuses other bytes and drops the byte order mark', () => {
  expect(utf8(Buffer.from('\ufeff{"ä":1}'))).toBe('{"ä":1}')
  expect(() => utf8(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow(expect.objectContaining({ code: 'invalid_json' }))
})
