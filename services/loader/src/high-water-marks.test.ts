import { describe, expect, it } from 'vitest'
import { decodeHighWaterMarks, encodeHighWaterMarks, isRepeat, raiseMark } from './high-water-marks.ts'
import type { HighWaterMarks } from './high-water-marks.ts'

describe('high-water marks', () => {
  it('know a repeat by partition, offset and number', () => {
    const marks: HighWaterMarks = new Map()
    expect(isRepeat(marks, { partition: 0, offset: 0, n: 0 })).toBe(false)
    raiseMark(marks, { partition: 0, offset: 7, n: 1 })
    expect(isRepeat(marks, { partition: 0, offset: 7, n: 1 })).toBe(true)
    expect(isRepeat(marks, { partition: 0, offset: 7, n: 0 })).toBe(true)
    expect(isRepeat(marks, { partition: 0, offset: 6, n: 9 })).toBe(true)
    expect(isRepeat(marks, { partition: 0, offset: 7, n: 2 })).toBe(false)
    expect(isRepeat(marks, { partition: 0, offset: 8, n: 0 })).toBe(false)
    expect(isRepeat(marks, { partition: 1, offset: 7, n: 1 })).toBe(false)
  })

  it('survive being stored', () => {
    const marks: HighWaterMarks = new Map([
      [0, { offset: 9_007_199_254_740_991, n: 3 }],
      [12, { offset: 0, n: 0 }],
    ])
    expect(decodeHighWaterMarks(encodeHighWaterMarks(marks))).toEqual(marks)
    expect(decodeHighWaterMarks(undefined)).toEqual(new Map())
  })
})
