import { expect, it } from 'vitest'
import { conditionOf } from './condition-of.ts'

it('says the worst of a destination first', () => {
  const fine = { state: 'active', people: 10, open_retractions: 0, given_up: 0, syncing: false } as const
  expect(conditionOf(fine)).toBe('inStep')
  expect(conditionOf({ ...fine, syncing: true })).toBe('syncing')
  expect(conditionOf({ ...fine, syncing: true, given_up: 1 })).toBe('givenUp')
  expect(conditionOf({ ...fine, state: 'paused', given_up: 1 })).toBe('paused')
  expect(conditionOf({ ...fine, given_up: 1, open_retractions: 2 })).toBe('open')
  // Who has to go and is held back by a pause is what somebody has to look at.
  expect(conditionOf({ ...fine, state: 'paused', open_retractions: 2 })).toBe('heldBack')
  expect(conditionOf({ ...fine, people: null, open_retractions: null })).toBe('unknown')
  expect(conditionOf({ ...fine, state: 'deleting', open_retractions: 2 })).toBe('deleting')
})
