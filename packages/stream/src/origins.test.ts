import { describe, expect, it } from 'vitest'
import { decodeOrigins, encodeOrigins, takeOrigin } from './origins.ts'

describe('the origins that were taken', () => {
  it('tell a repeat by partition, offset and number', () => {
    const origins = { taken: {} }
    const take = (partition: number, offset: number, n: number): boolean => takeOrigin(origins, { partition, offset, n })
    expect(take(0, 7, 1)).toBe(true)
    expect([take(0, 7, 1), take(0, 7, 0), take(0, 6, 9)]).toEqual([false, false, false])
    expect([take(0, 7, 2), take(0, 8, 0), take(1, 7, 1), take(-1, 0, 0)]).toEqual([true, true, true, true])
    expect(takeOrigin(origins, undefined)).toBe(true)
    expect(origins.taken).toEqual({ 0: [8, 0], 1: [7, 1], '-1': [0, 0] })
  })

  it('survive being stored', () => {
    const origins = { taken: { 0: [9_007_199_254_740_991, 3], 12: [0, 0], '-3': [1, 2] } } as Parameters<typeof encodeOrigins>[0]
    expect(decodeOrigins(encodeOrigins(origins))).toEqual(origins)
    expect(decodeOrigins(undefined)).toEqual({ taken: {} })
  })
})
