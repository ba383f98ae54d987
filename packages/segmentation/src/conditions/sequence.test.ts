import type { SequenceCondition } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { compileSequence } from './sequence.ts'
import { plainEntryOf } from '../state/entry.ts'
import { emptyWindowState, insertEntries } from '../state/window-state.ts'
import type { WindowState } from '../state/window-state.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A state with events given as [name, time]. */
function stateOf(condition: SequenceCondition, events: readonly [string, number][]): WindowState {
  const compiled = compileSequence(condition)
  const state = emptyWindowState()
  events.forEach(([name, t], n) => {
    const hit = { name, source: 'shop', event_time: t, body: {} }
    insertEntries(state, compiled.source.entriesOf(hit, plainEntryOf(t, n.toString(16).padStart(16, '0'))))
  })
  return state
}

const abandoned: SequenceCondition = {
  sequence: [{ event: { name: 'AddToCart' } }, { absent: { name: 'Purchase' }, for: '1h' }],
  span: '1h',
  within: '7d',
}

describe('the cart abandoner', () => {
  const condition = compileSequence(abandoned)

  test('enters one hour after the cart and not before, and leaves when the cart leaves the window', () => {
    const state = stateOf(abandoned, [['AddToCart', 0]])
    expect(condition.nextTransition(state, 0)).toBe(HOUR)
    expect(condition.truthAt(state, HOUR - 1)).toBe(false)
    expect(condition.truthAt(state, HOUR)).toBe(true)
    expect(condition.nextTransition(state, HOUR)).toBe(7 * DAY)
    expect(condition.truthAt(state, 7 * DAY)).toBe(false)
  })

  test.each([
    ['a millisecond before the hour is over', HOUR - 1, false],
    ['at the very hour', HOUR, false],
    ['a millisecond later', HOUR + 1, true],
  ])('who buys %s', (_, boughtAt, member) => {
    const state = stateOf(abandoned, [
      ['AddToCart', 0],
      ['Purchase', boughtAt],
    ])
    expect(condition.truthAt(state, HOUR + 1)).toBe(member)
  })

  test('abandons the second cart, though the first was bought', () => {
    const state = stateOf(abandoned, [
      ['AddToCart', 0],
      ['Purchase', 1],
      ['AddToCart', 2],
    ])
    expect(condition.truthAt(state, 2 + HOUR - 1)).toBe(false)
    expect(condition.truthAt(state, 2 + HOUR)).toBe(true)
  })
})

describe('steps', () => {
  const twice: SequenceCondition = { sequence: [{ event: { name: 'A' } }, { event: { name: 'A' } }], span: '1d', within: 'all' }
  const condition = compileSequence(twice)

  test('one event does not serve as two', () => {
    expect(condition.truthAt(stateOf(twice, [['A', 0]]), DAY)).toBe(false)
    expect(
      condition.truthAt(
        stateOf(twice, [
          ['A', 0],
          ['A', 0],
        ]),
        DAY,
      ),
    ).toBe(true)
  })

  test('the span belongs to it, one millisecond more does not', () => {
    const at = (second: number): boolean =>
      condition.truthAt(
        stateOf(twice, [
          ['A', 0],
          ['A', second],
        ]),
        9 * DAY,
      )
    expect(at(DAY)).toBe(true)
    expect(at(DAY + 1)).toBe(false)
  })
})
