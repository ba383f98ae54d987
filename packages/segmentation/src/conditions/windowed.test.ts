import type { Comparison, EventCondition, Window } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { encodePerson } from '../profile/codec/codec.ts'
import { compileEvent } from './event.ts'
import type { CompiledEventCondition } from './condition.ts'
import type { CompiledWindowed } from './event.ts'
import { truthAt, valueAt } from './windowed.ts'
import { newPerson } from '../profile/person.ts'
import { stateSpecOf } from '../state/state-spec.ts'
import { emptyWindowState, insertEntries } from '../state/window-state.ts'
import { plainEntryOf } from '../state/entry.ts'
import type { Entry } from '../state/entry.ts'
import type { WindowState } from '../state/window-state.ts'
import { windowAt } from '../definition/windows.ts'

const MINUTE = 60_000
const DAY = 86_400_000
const START = Date.UTC(2024, 2, 28)

/** An event of the flood: its value and its text are read off its number. */
interface Drop {
  t: number
  value: number
  text: string
}

function conditionOf(condition: Partial<EventCondition>, within: Window): CompiledWindowed {
  return compileEvent({ event: { name: 'Purchase' }, within, ...condition })
}

function entriesOf(condition: CompiledEventCondition, { t, value, text }: Drop, n: number): readonly Entry[] {
  const body = { properties: { value, text } }
  const hit = { name: 'Purchase', source: 'shop', event_time: t, body }
  return condition.source.entriesOf(hit, plainEntryOf(t, n.toString(16).padStart(16, '0')))
}

/** Folds a flood of one person's events, in order. `check` is called after some of them. */
function flood(
  condition: CompiledWindowed,
  drops: readonly Drop[],
  check: (state: WindowState, now: number, sofar: number) => void = () => undefined,
): WindowState {
  const state = emptyWindowState()
  const spec = stateSpecOf([condition.source])
  drops.forEach((drop, n) => {
    insertEntries(state, entriesOf(condition, drop, n))
    spec.trim(state, drop.t)
    if (n % 997 === 0) check(state, drop.t, n + 1)
  })
  return state
}

function drops(count: number, everyMs: number): Drop[] {
  return Array.from({ length: count }, (_, i) => ({ t: START + i * everyMs, value: (i * 7) % 10, text: `t${(i * 7919) % 2003}` }))
}

function bytesOf(condition: CompiledEventCondition, state: WindowState): number {
  const person = newPerson('0'.repeat(32), 1, 1)
  person.windowStates.set(condition.id, state)
  return encodePerson(person).length
}

describe('a flood of events of one person', () => {
  const million = drops(1_000_000, 1000)
  /** Ten times as long between two, so that they cover the same days. */
  const hundredThousand = drops(100_000, 10_000)
  const path = 'properties.value'
  test.each<[string, Partial<EventCondition>, Window, number, Drop[]]>([
    ['a count', { count: { gte: 3 } }, '7d', 10, million],
    ['a sum for ever', { sum: { path, gte: 100 } }, 'all', 600, million],
    ['a sum of whole days', { sum: { path, gte: 5 } }, { whole_days: 3, time_zone: 'Europe/Berlin' }, 600, million],
    ['a sum', { sum: { path, gte: 100 } }, '7d', 1000, hundredThousand],
    ['a median', { median: { path, gte: 4 } }, '7d', 1400, hundredThousand],
    ['a median for ever', { median: { path, between: [3, 5] } }, 'all', 600, million],
    ['a great count', { count: { gte: 600 } }, '7d', 700, hundredThousand],
    ['a count far too great', { count: { gte: 1_000_000 } }, '7d', 1000, hundredThousand],
    ['a distinct', { distinct: { path: 'properties.text', gte: 5 } }, '7d', 10, hundredThousand],
    ['a count that ends before now', { count: { gte: 3 } }, { from: '5d', to: '2d' }, 1000, hundredThousand],
    [
      'a distinct that ends before now',
      { distinct: { path: 'properties.text', gte: 5 } },
      { from: '5d', to: '2d' },
      1700,
      hundredThousand,
    ],
    ['a distinct of whole days', { distinct: { path: 'properties.text', gte: 5 } }, { whole_days: 3 }, 600, hundredThousand],
  ])('leaves %s small', (_, measure, window, entriesMax, events) => {
    const condition = conditionOf(measure, window)
    let most = 0
    const state = flood(condition, events, ({ entries }) => (most = Math.max(most, entries.length)))
    expect(most).toBeLessThanOrEqual(entriesMax)
    expect(bytesOf(condition, state)).toBeLessThan(entriesMax * 21 + 100)
  })
})

describe('beyond 512 entries', () => {
  const many = drops(20_000, (30 * MINUTE) / 50)
  const at = (instants: number, now: number): number[] =>
    Array.from({ length: instants }, (_, i) => now + i * 7 * 3_600_000 + (i % 3))

  test.each<[string, Partial<EventCondition>]>([
    ['count gte 600', { count: { gte: 600 } }],
    ['count lt 900', { count: { lt: 900 } }],
    ['count eq 700', { count: { eq: 700 } }],
    ['distinct gte 520', { distinct: { path: 'properties.text', gte: 520 } }],
    ['distinct between', { distinct: { path: 'properties.text', between: [300, 800] } }],
  ])('%s over a sliding window stays exact', (_, measure) => {
    const condition = conditionOf(measure, '1d')
    let compared = 0
    const exact = (now: number, sofar: number, T: number): boolean => {
      const { from } = windowAt('1d', T)
      const inside = many.slice(0, sofar).filter(({ t }) => t >= from && t <= now)
      return condition.rule.holds(measure.distinct ? new Set(inside.map(({ text }) => text)).size : inside.length)
    }
    flood(condition, many, (state, now, sofar) => {
      for (const T of at(6, now)) {
        expect(truthAt(condition.rule, state, T)).toBe(exact(now, sofar, T))
        compared++
      }
    })
    expect(compared).toBeGreaterThan(100)
  })

  test('a sum for ever, and one of whole days, stay exact', () => {
    for (const window of [
      'all',
      { whole_days: 3, time_zone: 'Europe/Berlin' },
      { whole_days: 2, include_today: true },
    ] as const) {
      const condition = conditionOf({ sum: { path: 'properties.value', gte: 1 } }, window)
      flood(condition, many, (state, now, sofar) => {
        for (const T of at(12, now)) {
          const { from, before } = windowAt(window, T)
          const inside = many.slice(0, sofar).filter(({ t }) => t >= from && t < before)
          expect(valueAt(condition.rule, state.entries, T)).toBe(inside.reduce((sum, { value }) => sum + value * 10_000, 0))
        }
      })
    }
  })

  test.each<[string, Comparison]>([
    ['gte', { gte: 4.5 }],
    ['eq', { eq: 4.5 }],
    ['ne', { ne: 4 }],
    ['between', { between: [4, 4.4] }],
  ])('a median for ever, and one of whole days, stay exact: %s', (_, compared) => {
    const truths = new Set<boolean>()
    for (const window of ['all', { whole_days: 3, time_zone: 'Europe/Berlin' }] as const) {
      const condition = conditionOf({ median: { path: 'properties.value', ...compared } }, window)
      flood(condition, many, (state, now, sofar) => {
        for (const T of at(12, now)) {
          const { from, before } = windowAt(window, T)
          const inside = many.slice(0, sofar).filter(({ t }) => t >= from && t < before)
          const values = inside.map(({ value }) => value).sort((a, b) => a - b)
          const middle = (values[(values.length - 1) >> 1]! + values[values.length >> 1]!) / 2
          const expected = values.length > 0 && condition.rule.holds(middle * 10_000)
          expect(truthAt(condition.rule, state, T)).toBe(expected)
          truths.add(expected)
        }
      })
    }
    expect(truths.size).toBe(2)
  })

  test.each<[string, Window, number]>([
    ['7d', '7d', 7 * DAY],
    ['from 5d to 2d', { from: '5d', to: '2d' }, 3 * DAY],
  ])('a sum over %s is off by no more than one bucket at each end', (_, window, lengthMs) => {
    const bucketMs = lengthMs / 256
    const condition = conditionOf({ sum: { path: 'properties.value', gte: 1 } }, window)
    let inexact = 0
    flood(condition, many, (state, now, sofar) => {
      for (const T of at(24, now)) {
        const { from, before } = windowAt(window, T)
        const sum = (low: number, high: number): number =>
          many.slice(0, sofar).reduce((total, { t, value }) => total + (t >= low && t < high ? value * 10_000 : 0), 0)
        const value = valueAt(condition.rule, state.entries, T)
        // An event may enter late and leave late, each by the width of a bucket.
        expect(value).toBeGreaterThanOrEqual(sum(from, before - bucketMs))
        expect(value).toBeLessThanOrEqual(sum(from - bucketMs, before))
        if (value !== sum(from, before)) inexact++
      }
    })
    expect(inexact).toBeGreaterThan(0)
  })
})
