import { expect, it } from 'vitest'
import { createDestinationGate } from './gate.ts'

it('spreads requests evenly, however they come', () => {
  const gate = createDestinationGate(4)
  expect([0, 0, 0, 0].map(() => gate.take(1_000))).toEqual([0, 250, 500, 750])
  expect(gate.take(10_000)).toBe(0)
  expect(gate.take(10_100)).toBe(150)
})

it('closes for longer after each failure, and opens after a success', () => {
  const gate = createDestinationGate(1, () => 0.5)
  const pauses = Array.from({ length: 12 }, () => {
    gate.failed(0)
    return gate.closedUntil()
  })
  expect(pauses.slice(0, 4)).toEqual([500, 1_000, 2_000, 4_000])
  expect(pauses.at(-1)).toBe(300_000)
  gate.succeeded()
  expect(gate.closedUntil()).toBe(0)
  gate.failed(0, 60_000)
  expect(gate.closedUntil()).toBe(60_000)
})
