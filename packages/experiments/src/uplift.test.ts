import { expect, it } from 'vitest'
import { upliftCost, upliftOf } from './uplift.ts'

const effect = { value: 0.02, fixed: { low: 0.012, high: 0.028 }, always: { low: 0.01, high: 0.03 } }
const spent = { treated: 1_000, control: 0, treatedPeople: 10_000, controlPeople: 5_000 }

it('is what people did beyond the control, and what one of that has cost', () => {
  const uplift = upliftOf(effect, 10_000)
  expect(uplift).toEqual({ conversions: 200, interval: { low: 100, high: 300 } })
  expect(upliftCost(uplift, spent)).toEqual({ value: 5, low: 1_000 / 300, high: 10 })
  // The control had as many people twice over: its 100 are 200 of theirs.
  expect(upliftCost(uplift, { ...spent, control: 100 })?.value).toBe(4)
})

it('has no upper end where the arm may have brought nothing, and is none where it brought none', () => {
  const doubtful = upliftOf({ ...effect, always: { low: -0.01, high: 0.05 } }, 10_000)
  expect(upliftCost(doubtful, spent)).toEqual({ value: 5, low: 2, high: undefined })
  expect(upliftCost(upliftOf({ ...effect, value: -0.02 }, 10_000), spent)).toBeUndefined()
  expect(upliftCost(upliftOf(effect, 10_000), { ...spent, treated: 0 })).toBeUndefined()
})
