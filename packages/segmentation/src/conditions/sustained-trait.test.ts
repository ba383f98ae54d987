import type { TraitCondition } from '@weir/contracts'
import { describe, expect, it } from 'vitest'
import { compileSustainedTrait } from './sustained-trait.ts'
import { plainEntryOf } from '../state/entry.ts'
import { EXACT_ENTRIES_MAX, emptyWindowState, insertEntries } from '../state/window-state.ts'
import type { WindowState } from '../state/window-state.ts'

const DAY = 86_400_000
type Held = TraitCondition & { for: string }

/** [when, value] pairs as a state; the newest last. */
function stateOf(condition: Held, said: readonly (readonly [number, unknown])[]): WindowState {
  const compiled = compileSustainedTrait(condition)
  const state = emptyWindowState()
  said.forEach(([event_time, plan], i) => {
    const hit = { name: 'Identify', source: 'shop', event_time, body: { traits: { plan } } }
    insertEntries(state, compiled.source.entriesOf(hit, plainEntryOf(event_time, i.toString(16).padStart(16, '0'))))
  })
  return state
}

const gold: Held = { trait: 'plan', eq: 'gold', for: '7d' }

describe('a trait that has held for a span', () => {
  const compiled = compileSustainedTrait(gold)

  it('holds from the very instant at which the span is complete until the value changes', () => {
    const state = stateOf(gold, [
      [0, 'free'],
      [DAY, 'gold'],
      [3 * DAY, 'gold'],
      [20 * DAY, 'silver'],
    ])
    expect(compiled.truthAt(state, 8 * DAY - 1)).toBe(false)
    expect(compiled.nextTransition(state, DAY)).toBe(8 * DAY)
    expect(compiled.truthAt(state, 8 * DAY)).toBe(true)
    expect(compiled.nextTransition(state, 8 * DAY)).toBe(20 * DAY)
    expect(compiled.truthAt(state, 20 * DAY)).toBe(false)
    expect(compiled.nextTransition(state, 20 * DAY)).toBe(Infinity)
  })

  it('begins anew after an interruption, and not for one that had no duration', () => {
    const back = [DAY, 'gold'] as const
    expect(compiled.nextTransition(stateOf(gold, [back, [2 * DAY, 'free'], [2 * DAY + 1, 'gold']]), 0)).toBe(9 * DAY + 1)
    expect(compiled.nextTransition(stateOf(gold, [back, [2 * DAY, 'free'], [2 * DAY, 'gold']]), 0)).toBe(8 * DAY)
    expect(compiled.nextTransition(stateOf(gold, [back, [2 * DAY, null], [3 * DAY, 'gold']]), 0)).toBe(10 * DAY)
  })

  it('has held for ever where it holds of none', () => {
    const none: Held = { trait: 'plan', not_exists: true, for: '7d' }
    const { truthAt, nextTransition } = compileSustainedTrait(none)
    expect(truthAt(emptyWindowState(), 0)).toBe(true)
    const state = stateOf(none, [
      [DAY, 'gold'],
      [2 * DAY, null],
    ])
    expect([0, DAY, 9 * DAY - 1, 9 * DAY].map((at) => truthAt(state, at))).toEqual([true, false, false, true])
    expect([0, DAY].map((at) => nextTransition(state, at))).toEqual([DAY, 9 * DAY])
  })

  it('follows dates, which come and pass by themselves', () => {
    const soon: Held = { trait: 'plan', in_next: '3d', for: '1d' }
    const { truthAt, nextTransition } = compileSustainedTrait(soon)
    const state = stateOf(soon, [[0, '1970-01-11']])
    // In the next three days from 8 January on (day 7), for a day on day 8, and passed on 11
    // January.
    expect([8 * DAY - 1, 8 * DAY, 10 * DAY - 1, 10 * DAY].map((at) => truthAt(state, at))).toEqual([false, true, true, false])
    expect([0, 8 * DAY, 10 * DAY].map((at) => nextTransition(state, at))).toEqual([8 * DAY, 10 * DAY, Infinity])
  })

  it('shows since when, and by which events', () => {
    const state = stateOf(gold, [
      [0, 'free'],
      [DAY, 'gold'],
      [3 * DAY, 'gold'],
    ])
    const { entries, value } = compiled.evidence(state, 9 * DAY)
    expect([entries.map(({ t }) => t), value]).toEqual([[DAY, 3 * DAY], 8 * DAY])
    expect(compiled.evidence(state, 0)).toMatchObject({ entries: [{ t: 0 }], value: 0 })
  })
})

describe('what is kept', () => {
  const trimmed = (condition: Held, said: readonly (readonly [number, unknown])[], now: number): WindowState => {
    const state = stateOf(condition, said)
    const { retention } = compileSustainedTrait(condition).source
    if (typeof retention === 'function') retention(state, now)
    return state
  }
  const compiled = compileSustainedTrait(gold)
  const many = 3 * EXACT_ENTRIES_MAX

  it('is the value from before the span, and all since', () => {
    const said = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((day) => [day * DAY, day > 3 ? 'gold' : 'free'] as const)
    const state = trimmed(gold, said, 9.5 * DAY)
    expect(state.entries[0]).toMatchObject({ t: 2 * DAY })
    expect(compiled.nextTransition(state, 9.5 * DAY)).toBe(11 * DAY)
    expect(state.exactFrom).toBe(9 * DAY)
  })

  it('stays exact within the bound when the same is said again and again', () => {
    const said = Array.from({ length: many }, (_, i) => [i, i === 700 ? 'free' : 'gold'] as const)
    const state = trimmed(gold, said, many)
    expect(state.entries.length).toBe(EXACT_ENTRIES_MAX)
    expect(compiled.nextTransition(state, many)).toBe(701 + 7 * DAY)
  })

  it.each<[string, Held]>([
    ['a value', gold],
    ['no value', { trait: 'plan', not_exists: true, for: '7d' }],
  ])('stays exact within the bound when the truth of %s goes to and fro', (_name, condition) => {
    const said = Array.from({ length: many }, (_, i) => [i, i % 2 === 0 ? 'gold' : null] as const)
    const whole = stateOf(condition, said)
    const state = trimmed(condition, said, many)
    expect(state.entries.length).toBeLessThanOrEqual(EXACT_ENTRIES_MAX)
    const { nextTransition, truthAt } = compileSustainedTrait(condition)
    expect([truthAt(state, many), nextTransition(state, many)]).toEqual([truthAt(whole, many), nextTransition(whole, many)])
  })
})
