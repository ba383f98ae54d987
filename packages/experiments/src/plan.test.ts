import { expect, it } from 'vitest'
import { outlook } from './plan.ts'
import { converted } from './testing/people.ts'

const aim = { effect: 0.1, alpha: 0.05, power: 0.8, weights: [1, 1] }

it('needs more than a test that is looked at once, and fewer days the more people come', () => {
  const { peopleNeeded, daysLeft, detectable } = outlook(converted(100, 1_000), 2_000, 4, aim)
  // A share of .1 to .11: 14,128 each arm for a fixed test with the control's variance for both.
  expect(peopleNeeded).toBeGreaterThan(2 * 14_128)
  expect(peopleNeeded).toBeLessThan(2 * 2.5 * 14_128)
  expect(daysLeft).toBe(Math.ceil((peopleNeeded! - 2_000) / 500))
  expect(detectable).toBeGreaterThan(0.1)
  expect(outlook(converted(100, 1_000), 4_000, 4, aim).daysLeft).toBeLessThan(daysLeft!)
})

it('with the people that are needed detects what was aimed at, with several arms too', () => {
  for (const weights of [
    [1, 1],
    [2, 1, 1],
  ]) {
    const control = converted(100, 1_000)
    const { peopleNeeded } = outlook(control, 1_000, 1, { ...aim, weights })
    expect(outlook(control, peopleNeeded!, 1, { ...aim, weights }).detectable).toBeCloseTo(0.1, 3)
    expect(outlook(control, peopleNeeded!, 1, { ...aim, weights }).daysLeft).toBe(0)
  }
})

it('says nothing while the control says nothing', () => {
  const none = { peopleNeeded: undefined, daysLeft: undefined, detectable: undefined }
  expect(outlook(converted(0, 500), 1_000, 2, aim)).toEqual(none)
  expect(outlook(converted(0, 0), 0, 1, aim)).toEqual(none)
})
