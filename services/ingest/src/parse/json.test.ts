import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseBodyJson, utf8 } from './json.ts'

describe('parseJson', () => {
  test('keeps the digits of integers that a double cannot hold', () => {
    expect(
      parseBodyJson('{"a":1701890979375105,"b":1701890979375105123,"c":[-12345678901234567890],"d":"12345678901234567890"}'),
    ).toEqual({
      a: 1_701_890_979_375_105,
      b: '1701890979375105123',
      c: ['-12345678901234567890'],
      d: '12345678901234567890',
    })
  })

  test('makes texts of other numbers beyond 2^53, as JSON writes them', () => {
    expect(parseBodyJson('[1234567890123456789.5,1e22,-1e20,1234567890123456789e2,1.5E+300,{"a":9007199254740993.0}]')).toEqual([
      '1234567890123456800',
      '1e+22',
      '-100000000000000000000',
      '123456789012345680000',
      '1.5e+300',
      { a: '9007199254740992' },
    ])
  })

  test('leaves fractions, exponents and texts alone', () => {
    const text = '[0.1,1e15,-1e-300,1234567.1234567891234,9007199254740991,9007199254740991.0,"\\"1234567890123456789","1e22"]'
    expect(parseBodyJson(text)).toEqual(JSON.parse(text))
  })

  test('makes half characters U+FFFD, in texts and keys, and leaves whole ones', () => {
    expect(
      parseBodyJson(String.raw`{"a\ud83d":["x\uDC00y","\ud83d\ude00","\ude00\ud83d"],"a\udbff":1,"\\ud83d":"\\ud83d"}`),
    ).toEqual({
      'a\ufffd': 1,
      '\\ud83d': '\\ud83d',
    })
    expect(parseBodyJson(String.raw`["x\uDC00y","\ud83d\ude00","\ude00\ud83d","\ud83d\ud83d\ude00"]`)).toEqual([
      'x\ufffdy',
      '\u{1f600}',
      '\ufffd\ufffd',
      '\ufffd\u{1f600}',
    ])
    expect(Object.keys(parseBodyJson(String.raw`{"__proto__":{"a":"\ud83d"}}`) as object)).toEqual(['__proto__'])
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
    expect(() => parseBodyJson(text)).toThrow(expect.objectContaining({ code: 'invalid_json' }))
  })

  test('millions of brackets are refused at once', () => {
    const started = performance.now()
    expect(() => parseBodyJson('['.repeat(1_000_000))).toThrow(expect.objectContaining({ code: 'too_deep' }))
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('property: is JSON.parse for everything that doubles can hold', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), fc.boolean(), (value, pretty) => {
        const text = JSON.stringify(value, null, pretty ? 2 : 0)
        const large = /\d{16}|[eE]\+?\d{2}/.test(text)
        if (!large) expect(parseBodyJson(text)).toEqual(JSON.parse(text))
      }),
      { numRuns: 500 },
    )
  })
})

test('utf8 refuses other bytes and drops the byte order mark', () => {
  expect(utf8(Buffer.from('\ufeff{"ä":1}'))).toBe('{"ä":1}')
  expect(() => utf8(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow(expect.objectContaining({ code: 'invalid_json' }))
})
