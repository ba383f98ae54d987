import { seededRandom } from '@weir/testkit'
import { expect, it } from 'vitest'
import { createDistinct } from './distinct.ts'

it('says of 200,000 values which are new, in 12 to 24 bytes each', () => {
  const random = seededRandom(7)
  const distinct = createDistinct()
  let wrong = 0
  const seen = new Set<string>()
  for (let i = 0; i < 300_000; i++) {
    const value = `value ${Math.floor(random.next() * 300_000)}`
    if (distinct.add(value) === seen.has(value)) wrong++
    seen.add(value)
  }
  expect(wrong).toBe(0)
  const each = distinct.bytes() / seen.size
  expect(each).toBeGreaterThan(11)
  expect(each).toBeLessThan(24)
})
