import { expect, it } from 'vitest'
import { destinationState } from './condition-of.ts'

it('says the worst of a destination first', () => {
  const fine = { state: 'active', people: 10, open_retractions: 0, given_up: 0, syncing: false } as const
  expect(destinationState(fine)).toBe('inStep')
  expect(destinationState({ ...fine, syncing: true })).toBe('syncing')
  expect(destinationState({ ...fine, syncing: true, given_up: 1 })).toBe('givenUp')
  expect(destinationState({ ...fine, state: 'paused', given_up: 1 })).toBe('paused')
  expect(destinationState({ ...fine, given_up: 1, open_retractions: 2 })).toBe('open')
  // Who has to go and is held back by a pause is what somebody has to look at.
  expect(destinationState({ ...fine, state: 'paused', open_retractions: 2 })).toBe('heldBack')
  expect(destinationState({ ...fine, people: null, open_retractions: null })).toBe('unknown')
  expect(destinationState({ ...fine, state: 'deleting', open_retractions: 2 })).toBe('deleting')
})
