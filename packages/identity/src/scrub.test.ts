import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact, scrub } from './scrub.ts'
import { scrubText } from './personal.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

describe('scrub', () => {
  test.each([
    ['write to Jo.Doe+x@mail.example.org now', 'write to [redacted] now'],
    ['https://x.de/?mail=jo%40example.org&a=1', 'https://x.de/?mail=[redacted]&a=1'],
    ['https://x.de/?phone=4915123456789&a=1', 'https://x.de/?phone=[redacted]&a=1'],
    ['https://x.de/?p=%2B4915123456789', 'https://x.de/?p=[redacted]'],
    ['call +49 (151) 234-567-89!', 'call [redacted]!'],
    ['1+1=2', '1+1=2'],
    ['Mozilla/5.0 (compatible; Bot/2.1; +http://bot.example/)', 'Mozilla/5.0 (compatible; Bot/2.1; +http://bot.example/)'],
    ['order 4915123456789', 'order 4915123456789'],
  ])('%s', (given, kept) => expect(scrubText(given)).toBe(kept))

  test('hashes known fields at any depth and drops addresses of machines', () => {
    expect(
      scrub({ traits: { email: 'A@b.de', plan: 'gold', ip: '1.2.3.4', list: [{ phone: '+15555555555' }] }, 'x@y.de': 1 }),
    ).toEqual({
      traits: { email: sha('a@b.de'), plan: 'gold', list: [{ phone: sha('+15555555555') }] },
      '[redacted]': 1,
    })
  })
})

describe('redact', () => {
  test('also replaces texts of digits that could be phone numbers, but not dates', () => {
    expect(JSON.parse(redact({ a: '0151 23456789', b: '2024-01-08', user: { phone: 'nonsense', external_id: 7 } }))).toEqual({
      a: '[redacted]',
      b: '2024-01-08',
      user: { phone: '[redacted]', external_id: sha('7') },
    })
  })

  test('is bounded whatever comes', () => {
    let deep: unknown = 'x@y.de'
    for (let i = 0; i < 10_000; i++) deep = [deep]
    expect(redact(deep)).not.toContain('@')
    expect(redact({ big: Array.from({ length: 1_000 }, () => 'y'.repeat(4_000)) })).toBe('{"left_out":"larger than 32 KiB"}')
    expect(redact(Array.from({ length: 100_000 }, () => 1)).length).toBeLessThan(32_768)
    expect(redact(undefined)).toBe('')
    expect(redact(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'))).not.toContain(
      '__proto__',
    )
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('property: valid JSON of at most 32 KiB', () => {
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: 'large' }), (value) => {
        const text = redact(value)
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(32_768)
        JSON.parse(text)
      }),
      { numRuns: 300 },
    )
  })
})
