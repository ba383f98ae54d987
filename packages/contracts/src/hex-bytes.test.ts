import fc from 'fast-check'
import { expect, test } from 'vitest'
import { writeHexDigits } from './hex-bytes.ts'

test('property: hex digits are written as Buffer writes them, and nothing beside them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 5 }), (given, at) => {
      const bytes = new Uint8Array(50).fill(7)
      const end = writeHexDigits(bytes, at, Buffer.from(given).toString('hex'))
      expect(end).toBe(at + given.length)
      expect([...bytes]).toEqual([...Array.from({ length: at }, () => 7), ...given, ...Array.from({ length: 50 - end }, () => 7)])
    }),
  )
})
