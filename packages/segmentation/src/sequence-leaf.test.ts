import type { Hit, SequenceCondition } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { compileSequenceLeaf } from './sequence-leaf.ts'
import { emptyTrack, insertEntries } from './track.ts'
import type { TrackState } from './track.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A state with events given as [name, time]. Only these fields are looked at. */
function stateOf(condition: SequenceCondition, events: readonly [string, number][]): TrackState {
  const leaf = compileSequenceLeaf(condition)
  const state = emptyTrack()
  events.forEach(([name, t], n) => {
    const hit = { name, source: 'shop', event_time: t, body: {} } as unknown as Hit
    insertEntries(state, leaf.source.entriesOf(hit, n.toString(16).padStart(16, '0')))
  })
  return state
}

const abandoned: SequenceCondition = {
  sequence: [{ event: { name: 'AddToCart' } }, { absent: { name: 'Purchase' }, for: '1h' }],
  span: '1h',
  within: '7d',
}

describe('the cart abandoner', () => {
  const leaf = compileSequenceLeaf(abandoned)

  test('enters one hour after the cart and not before, and leaves when the cart leaves the window', () => {
    const state = stateOf(abandoned, [['AddToCart', 0]])
    expect(leaf.nextFlip(state, 0)).toBe(HOUR)
    expect(leaf.truthAt(state, HOUR - 1)).toBe(false)
    expect(leaf.truthAt(state, HOUR)).toBe(true)
    expect(leaf.nextFlip(state, HOUR)).toBe(7 * DAY)
    expect(leaf.truthAt(state, 7 * DAY)).toBe(false)
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
    expect(leaf.truthAt(state, HOUR + 1)).toBe(member)
  })

  test('abandons the second cart, though the first was bought', () => {
    const state = stateOf(abandoned, [
      ['AddToCart', 0],
      ['Purchase', 1],
      ['AddToCart', 2],
    ])
    expect(leaf.truthAt(state, 2 + HOUR - 1)).toBe(false)
    expect(leaf.truthAt(state, 2 + HOUR)).toBe(true)
  })
})

describe('steps', () => {
  const twice: SequenceCondition = { sequence: [{ event: { name: 'A' } }, { event: { name: 'A' } }], span: '1d', within: 'all' }
  const leaf = compileSequenceLeaf(twice)

  test('one event does not serve as two', () => {
    expect(leaf.truthAt(stateOf(twice, [['A', 0]]), DAY)).toBe(false)
    expect(
      leaf.truthAt(
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
      leaf.truthAt(
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
