import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { redact } from './scrub.ts'

const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

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
