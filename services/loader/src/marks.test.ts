import { describe, expect, it } from 'vitest'
import { decodeMarks, encodeMarks, isRepeat, raise } from './marks.ts'
import type { Marks } from './marks.ts'

describe('high-water marks', () => {
  it('know a repeat by partition, offset and number', () => {
    const marks: Marks = new Map()
    expect(isRepeat(marks, { partition: 0, offset: 0, n: 0 })).toBe(false)
    raise(marks, { partition: 0, offset: 7, n: 1 })
    expect(isRepeat(marks, { partition: 0, offset: 7, n: 1 })).toBe(true)
    expect(isRepeat(marks, { partition: 0, offset: 7, n: 0 })).toBe(true)
    expect(isRepeat(marks, { partition: 0, offset: 6, n: 9 })).toBe(true)
    expect(isRepeat(marks, { partition: 0, offset: 7, n: 2 })).toBe(false)
    expect(isRepeat(marks, { partition: 0, offset: 8, n: 0 })).toBe(false)
    expect(isRepeat(marks, { partition: 1, offset: 7, n: 1 })).toBe(false)
  })

  it('survive being stored', () => {
    const marks: Marks = new Map([
      [0, { offset: 9_007_199_254_740_991, n: 3 }],
      [12, { offset: 0, n: 0 }],
    ])
    expect(decodeMarks(encodeMarks(marks))).toEqual(marks)
    expect(decodeMarks(undefined)).toEqual(new Map())
  })
})
