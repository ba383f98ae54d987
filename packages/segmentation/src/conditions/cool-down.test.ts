import { ExposureCondition } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { isMemberAt } from '../oracle/oracle.ts'
import { plainEntryOf } from '../state/entry.ts'
import { emptyWindowState, EXACT_ENTRIES_MAX, insertEntries } from '../state/window-state.ts'
import type { WindowState } from '../state/window-state.ts'
import { compileExposure } from './exposure.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const eidOf = (n: number): string => n.toString(16).padStart(16, '0')
const conditionOf = (cap: number, within: string, coolDown: string): ExposureCondition =>
  ExposureCondition.parse({ exposure: {}, within, count: { gte: cap }, cool_down: coolDown })

function stateOf(condition: ExposureCondition, times: readonly number[]): WindowState {
  const { source } = compileExposure(condition)
  const state = emptyWindowState()
  times.forEach((t, n) => {
    const hit = { name: 'AdImpression', source: 'shop', event_time: t, body: {} }
    insertEntries(state, source.entriesOf(hit, plainEntryOf(t, eidOf(n))))
  })
  return state
}

/** The spans of time in which a condition holds, as its own changes tell them. */
function spansOf(condition: ExposureCondition, times: readonly number[]): [number, number][] {
  const { truthAt, nextTransition } = compileExposure(condition)
  const state = stateOf(condition, times)
  const spans: [number, number][] = []
  for (let at = nextTransition(state, -1); at < Infinity; at = nextTransition(state, at)) {
    if (truthAt(state, at)) spans.push([at, Infinity])
    else spans.at(-1)![1] = at
  }
  return spans
}

describe('a cool-down', () => {
  // The example of docs/semantics.md.
  it('begins with the impression that reaches the cap; who cools down for longer than the window stays', () => {
    const shown = [0, DAY, 2 * DAY]
    expect(spansOf(conditionOf(3, '7d', '2d'), shown)).toEqual([[2 * DAY, 7 * DAY]])
    expect(spansOf(conditionOf(3, '7d', '10d'), shown)).toEqual([[2 * DAY, 12 * DAY]])
  })

  it('does not begin anew with impressions beyond the cap', () => {
    expect(spansOf(conditionOf(2, '1d', '3d'), [0, HOUR, 2 * HOUR, 3 * HOUR])).toEqual([[HOUR, HOUR + 3 * DAY]])
  })

  it('begins anew when the cap is reached again', () => {
    expect(spansOf(conditionOf(1, '1d', '2d'), [0, 3 * DAY])).toEqual([
      [0, 2 * DAY],
      [3 * DAY, 5 * DAY],
    ])
  })

  it('is exact at the ends of the window: an impression exactly a window ago is out of it', () => {
    expect(spansOf(conditionOf(2, '1d', '1h'), [0, DAY])).toEqual([])
    expect(spansOf(conditionOf(2, '1d', '1h'), [1, DAY])).toEqual([[DAY, DAY + HOUR]])
  })

  it('is reached by the second of two at one instant', () => {
    expect(spansOf(conditionOf(2, '1d', '2d'), [0, 0])).toEqual([[0, 2 * DAY]])
  })

  it('is refused without a count of at least so many in a plain window', () => {
    const wrong = { exposure: {}, within: '7d', count: { gte: 3 }, cool_down: '2d' }
    const refused = [
      { count: { lt: 3 } },
      { count: { gte: 0 } },
      { count: { gte: 1.5 } },
      { count: { gte: 501 } },
      { within: 'all' },
    ]
    for (const part of refused)
      expect(ExposureCondition.safeParse({ ...wrong, ...part }).success, JSON.stringify(part)).toBe(false)
  })
})

it('is the same for somebody whose oldest impressions are gone as with all of them', () => {
  const random = seededRandom(7)
  let held = 0
  let told = 0
  for (const [cap, within, coolDown] of [
    [3, '2h', '20d'],
    [40, '6h', '3d'],
    [500, '4d', '1d'],
  ] as const) {
    const condition = conditionOf(cap, within, coolDown)
    const { source, truthAt } = compileExposure(condition)
    const history: PersonEvent[] = []
    const state = emptyWindowState()
    let now = 0
    for (let n = 0; n < 1_000; n++) {
      // Bursts, with days between them now and then.
      now += random.chance(0.01) ? random.int(3 * DAY) : random.int(20 * 60_000)
      const event = impression(now, n)
      history.push(event)
      insertEntries(state, source.entriesOf(event.hit, plainEntryOf(now, event.eid)))
      if (typeof source.retention === 'function') source.retention(state, now)
      expect(state.entries.length).toBeLessThanOrEqual(EXACT_ENTRIES_MAX + 65)
      if (n % 40 !== 0) continue
      // Of those whose predecessors are gone it is written down what they were.
      if (state.entries.some(({ units }) => units > 0)) told++
      const segment = { id: 's', number: 1, version: 1, name: 's', rule: condition }
      for (const later of [0, HOUR, 5 * HOUR, 2 * DAY, 15 * DAY]) {
        const truth = truthAt(state, now + later)
        expect(truth, `cap ${cap}, event ${n}, ${later} ms later`).toBe(isMemberAt(segment, history, now + later))
        if (truth) held++
      }
    }
  }
  expect(held).toBeGreaterThan(60)
  expect(told).toBeGreaterThan(5)
})

function impression(t: number, n: number): PersonEvent {
  const mark = { granted: true, by: 'basis' as const }
  return {
    kind: 'event',
    person: 'ab'.repeat(16),
    eid: eidOf(n),
    rev: 0,
    hit: {
      source: 'shop',
      name: 'AdImpression',
      event_time: t,
      received_at: t,
      channel: 'server',
      identifiers: [],
      consent: { storage: mark, profiling: mark, personalised_ads: mark, measurement: mark, modelling: mark },
      body: {},
    },
  } as unknown as PersonEvent
}
