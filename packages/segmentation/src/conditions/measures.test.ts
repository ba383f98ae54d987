import type { EventCondition } from '@weir/contracts'
import { describe, expect, test } from 'vitest'
import { compileEvent } from './event.ts'
import { measureOf } from './measures.ts'
import { plainEntryOf } from '../state/entry.ts'
import { emptyWindowState, insertEntries } from '../state/window-state.ts'

const path = 'properties.amounts'

/** The value of a measure over events with these amounts, as a rule writes it. */
function valueOf(measure: Partial<EventCondition>, ...events: unknown[]): number | string | undefined {
  const condition = compileEvent({ event: { name: 'Purchase' }, within: 'all', ...measure })
  const state = emptyWindowState()
  events.forEach((amounts, t) => {
    const hit = { name: 'Purchase', source: 'shop', event_time: t, body: { properties: { amounts } } }
    insertEntries(state, condition.source.entriesOf(hit, plainEntryOf(t, t.toString(16).padStart(16, '0'))))
  })
  return condition.evidence(state, events.length).value
}

describe('a measure of several events', () => {
  test.each([
    ['sum', [[1, 2], 3, 'x'], 6],
    ['avg', [[1, 2], 6], 3],
    ['min', [[4, 2], 3], 2],
    ['max', [[4, 2], 3], 4],
    ['first', [[], [4, 2], 3], 4],
    ['last', [3, [4, 2], 'x'], 2],
    ['distinct', [3, [4, '3'], 'x'], 3],
  ] as const)('%s of %j is %j', (measure, events, value) => {
    expect(valueOf({ [measure]: { path, gte: 0 } }, ...events)).toBe(value)
  })

  test.each<[string, unknown[], number | undefined]>([
    ['the only one', [7], 7],
    ['the middle one of an odd number', [9, 1, 5], 5],
    ['the mean of the two middle ones of an even number', [10, 1, 2, 4], 3],
    ['halfway between two, to the last digit', [0.1, 0.2], 0.15],
    ['halfway between ten-thousandths', [0.0001, 0.0002], 0.00015],
    ['of all numbers of an array, the same one twice too', [[1, 9, 9], 2], 5.5],
    ['of many numbers of an array', [Array.from({ length: 25 }, (_, i) => i * i)], 144],
    ['of texts that are numbers, and of nothing else', ['2.5', 'x', true, null, 9.1e11], 2.5],
    ['of negative ones', [-5, -1, -3], -3],
    ['none of nothing', ['x'], undefined],
  ])('a median is %s', (_, events, value) => {
    expect(valueOf({ median: { path, gte: 0 } }, ...events)).toBe(value)
  })
})

describe('a measure of each value', () => {
  const twice = { per: path, count: { gte: 2 } }
  test.each<[string, Partial<EventCondition>, unknown[], string | undefined]>([
    ['names the first value that reaches it', twice, ['b', 'a', ['b', 'a'], 'c'], 'a'],
    ['none of them reaches it', twice, ['a', 'b', ['c', 'c']], undefined],
    ['a number and its text are one value', twice, [5, '5'], '5'],
    ['an event with nothing to measure is of no value', { per: path, sum: { path: 'properties.none', lt: 1 } }, ['a'], undefined],
    ['nor is one without a value', { per: path, count: { lt: 9 } }, [null, {}], undefined],
    ['values that look like parts of others', twice, ['1 a', '1', 'a', '1 '], undefined],
  ])('%s', (_, measure, events, value) => {
    expect(valueOf(measure, ...events)).toBe(value)
  })
})

test('a condition without a measure asks for one event', () => {
  expect(measureOf({ event: { name: 'Purchase' }, within: '7d' })).toEqual({ measure: 'count', comparison: { gte: 1 }, path: [] })
})
