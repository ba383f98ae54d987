import type { AffinityCondition, EventCondition } from '@weir/contracts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileAffinity, compileEvent } from '../conditions/event.ts'
import type { CompiledWindowed } from '../conditions/event.ts'
import { stateSpecOf } from './state-spec.ts'
import { BUCKETS_PER_WINDOW, emptyWindowState, insertEntries } from './window-state.ts'

/**
 * Merging begins at the newest bucket, and what is kept of the entries follows it: as if all had
 * been merged, and all been counted anew.
 */

const MINUTE = 60_000
const START = Date.UTC(2024, 2, 28)
const DAY = 86_400_000
const SPAN_MS = 14 * DAY
const value = 'properties.value'
const measures: Partial<EventCondition>[] = [
  { sum: { path: value, gte: 900 } },
  { avg: { path: value, gte: 0 } },
  { max: { path: value, gte: 5 } },
]
const affinities: Partial<AffinityCondition>[] = [{ share: { gte: 0.25 } }, { rank: { lte: 2 } }]
const CONDITIONS = [
  ...measures.map((measure) => compileEvent({ event: { name: 'Purchase' }, within: '14d', ...measure })),
  ...affinities.map((measure) =>
    compileAffinity({ affinity: { by: 'properties.text', value: 't1' }, within: '14d', ...measure } as AffinityCondition),
  ),
] as CompiledWindowed[]

const steps = fc.array(
  fc.record({
    byMs: fc.constantFrom(0, MINUTE, 5 * MINUTE, 40 * MINUTE),
    lateMs: fc.constantFrom(0, 0, 0, 0, MINUTE, 90 * MINUTE, 5 * DAY),
    units: fc.integer({ min: -5, max: 5 }),
    text: fc.constantFrom('t1', 't2', 't3', 't4'),
  }),
  { minLength: 700, maxLength: 1_500, size: 'max' },
)

test.each(CONDITIONS)('of a $rule.measure', (condition) => {
  const spec = stateSpecOf([condition.source])
  const width = Math.floor(SPAN_MS / BUCKETS_PER_WINDOW)
  let merges = 0
  fc.assert(
    fc.property(steps, (all) => {
      const state = emptyWindowState()
      let now = START
      for (const [i, { byMs, lateMs, units, text }] of all.entries()) {
        now += byMs
        insertEntries(state, [{ t: now - lateMs, eid: i.toString(16).padStart(16, '0'), n: 1, units, text }])
        const truth = condition.truthAt(state, now)
        const anew = { ...emptyWindowState(), entries: [...state.entries], merged: state.merged }
        expect(truth).toBe(condition.truthAt(anew, now))
        spec.trim(state, now)
      }
      merges += state.buckets > 0 ? 1 : 0
      expect(state.buckets).toBe(state.entries.filter(({ eid }) => eid === '').length)
      const places = state.entries.flatMap(({ t, eid, text }) =>
        eid === '' ? [`${Math.floor((t + SPAN_MS) / width)} ${text}`] : [],
      )
      expect(new Set(places).size).toBe(places.length)
    }),
    { numRuns: 8, endOnFailure: true },
  )
  expect(merges).toBeGreaterThan(5)
})
