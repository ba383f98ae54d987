import { expect, it } from 'vitest'
import { sampleRatioMismatch } from './mismatch.ts'
import type { ArmCounts } from './mismatch.ts'

const all: ArmCounts = { by: 'all', key: '', people: [50_000, 50_200] }

it('is none where arms are as planned, whatever the plan', () => {
  expect(sampleRatioMismatch([all], [1, 1])).toMatchObject({ alarm: false, parts: [] })
  expect(sampleRatioMismatch([{ ...all, people: [9_050, 1_000] }], [0.9, 0.1]).alarm).toBe(false)
  expect(sampleRatioMismatch([all], [0.6, 0.4]).alarm).toBe(true)
  expect(sampleRatioMismatch([], [1, 1])).toEqual({ p: undefined, alarm: false, parts: [] })
})

it('says where it comes from, the worst first, and not where there are few people', () => {
  const slices: ArmCounts[] = [
    { by: 'all', key: '', people: [10_000, 9_000] },
    { by: 'device', key: 'phone', people: [5_000, 4_200] },
    { by: 'device', key: 'desktop', people: [5_000, 4_800] },
    { by: 'source', key: 'app', people: [900, 600] },
    { by: 'day', key: '2024-05-01', people: [4, 0] },
  ]
  const { alarm, parts } = sampleRatioMismatch(slices, [1, 1])
  expect(alarm).toBe(true)
  expect(parts.map(({ key }) => key)).toEqual(['phone', 'app'])
})
