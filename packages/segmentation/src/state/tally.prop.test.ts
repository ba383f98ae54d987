import type { AffinityCondition, EventCondition, RatioCondition, Window } from '@weir/contracts'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileAffinity, compileEvent } from '../conditions/event.ts'
import type { CompiledWindowed } from '../conditions/event.ts'
import { compileRatio } from '../conditions/ratio.ts'
import { FEW_ENTRIES } from '../conditions/windowed.ts'
import { plainEntryOf } from './entry.ts'
import { stateSpecOf } from './state-spec.ts'
import { emptyWindowState, insertEntries, removeEvent } from './window-state.ts'
import type { WindowState } from './window-state.ts'

/** What is kept of many entries says what counting them anew says, however they came and went. */

const START = Date.UTC(2024, 2, 28)
const HOUR = 3_600_000
const value = 'properties.value'
const text = 'properties.text'

const measures: Partial<EventCondition>[] = [
  { count: { eq: 70 } },
  { count: { between: [70, 90] } },
  { sum: { path: value, gte: 30 } },
  { sum: { path: value, lt: 0 } },
  { sum: { path: value, gte: 1e11 } },
  { avg: { path: value, gte: 1 } },
  { median: { path: value, gte: 1 } },
  { median: { path: value, eq: 0.5 } },
  { median: { path: value, between: [-1, 0.5] } },
  { min: { path: value, lt: -3 } },
  { max: { path: value, eq: 4 } },
  { first: { path: value, gt: 2 } },
  { last: { path: value, gt: 2 } },
  { distinct: { path: text, gte: 5 } },
  { distinct: { path: text, between: [2, 90] } },
  { active_days: { gte: 2 } },
  { per: text, count: { gte: 20 } },
  { per: text, count: { lt: 5 } },
  { per: text, sum: { path: value, gte: 12 } },
  { per: text, sum: { path: value, gte: 1e11 } },
  { per: text, median: { path: value, gte: 1 } },
  { per: text, first: { path: value, gt: 2 } },
  { per: text, last: { path: value, eq: 3 } },
  { per: text, distinct: { path: value, gte: 6 } },
  { per: text, active_days: { gte: 2 } },
]
const ratios: Partial<RatioCondition>[] = [
  { ratio: [{ event: { name: 'Purchase' }, sum: { path: value } }, { event: { name: 'Purchase' } }], gte: 0.5 },
  {
    ratio: [
      { event: { name: 'Purchase' }, distinct: { path: text } },
      { event: { name: 'Purchase' }, active_days: true },
    ],
    gte: 3,
  },
]
const affinities: Partial<AffinityCondition>[] = [{ share: { gte: 0.3 } }, { rank: { lte: 1 } }, { rank: { gte: 3 } }]
const windows: Window[] = ['6h', '1d', 'all', { from: '2d', to: '1d' }, { from: '6h', to: '1h' }, { whole_days: 2 }]

const conditions = fc
  .tuple(fc.constantFrom<object>(...measures, ...affinities, ...ratios), fc.constantFrom(...windows))
  .map(([measure, within]) => {
    if ('ratio' in measure) return compileRatio({ within, ...measure } as RatioCondition) as CompiledWindowed
    const isAffinity = 'share' in measure || 'rank' in measure
    const condition = isAffinity
      ? { affinity: { by: text, value: 'b' }, within, ...measure }
      : { event: { name: 'Purchase' }, within, ...measure }
    // Only of what is measured is there a condition with a rule.
    return (
      isAffinity ? compileAffinity(condition as AffinityCondition) : compileEvent(condition as EventCondition)
    ) as CompiledWindowed
  })

/**
 * What happens next: events, mostly in order; some late, some from fast clocks, some taken out
 * again; now and then a look at the past.
 */
const step = fc.record({
  kind: fc.constantFrom('next', 'next', 'next', 'late', 'early', 'remove', 'past'),
  byMs: fc.oneof(fc.constantFrom(0, 1, HOUR / 60), fc.integer({ min: 0, max: 2 * HOUR })),
  units: fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -5, max: 5 }) }, fc.constant(9e11)),
  text: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** The same entries with nothing kept of them. */
function anew({ entries, merged }: WindowState): WindowState {
  return { ...emptyWindowState(), entries: [...entries], merged }
}

/**
 * The first instant at which the truth is another: asked for again as long as the answer was too
 * early.
 */
function realFlip(condition: CompiledWindowed, state: WindowState, after: number): number {
  const truth = condition.truthAt(state, after)
  let instant = after
  do {
    const next = condition.nextTransition(state, instant)
    if (!(next > instant)) throw new Error('a flip that is not ahead')
    instant = next
  } while (instant < Infinity && condition.truthAt(state, instant) === truth)
  return instant
}

/** The next change by a walk over every instant at which an entry comes or goes. */
function walkedFlip(condition: CompiledWindowed, state: WindowState, after: number): number {
  const { span } = condition.rule
  const instants = state.entries.flatMap(({ t }) => [span.enter(t), span.leave(t)]).filter((at) => at > after && at < Infinity)
  const truth = truthAnew(condition, state, after)
  return [...new Set(instants)].sort((a, b) => a - b).find((at) => truthAnew(condition, state, at) !== truth) ?? Infinity
}

function truthAnew(condition: CompiledWindowed, state: WindowState, at: number): boolean {
  return condition.truthAt(anew(state), at)
}

function play(
  condition: CompiledWindowed,
  crowd: number,
  steps: readonly Step[],
  check: (state: WindowState, at: number) => void,
): void {
  const spec = stateSpecOf([condition.source])
  const state = emptyWindowState()
  let now = START
  let n = 0
  const bring = (at: number, units: number, word: string): void => {
    const hit = { name: 'Purchase', source: 'shop', event_time: at, body: { properties: { value: units, text: word } } }
    insertEntries(state, condition.source.entriesOf(hit, plainEntryOf(at, (n++).toString(16).padStart(16, '0'))))
  }
  for (let i = 0; i < crowd; i++) bring((now += (i % 5) * 60_000), (i % 7) - 3, 'abcdef'[(i * i) % 6]!)
  spec.trim(state, now)
  for (const { kind, byMs, units, text: word } of steps) {
    if (kind === 'next') bring((now += byMs), units, word)
    else if (kind === 'late') bring(now - byMs, units, word)
    else if (kind === 'early') bring(now + byMs, units, word)
    else if (kind === 'remove') removeEvent(state, state.entries[byMs % (state.entries.length || 1)]?.eid ?? '')
    check(state, kind === 'past' ? now - byMs : now)
    spec.trim(state, now)
  }
}

const story = fc.tuple(conditions, fc.constantFrom(60, 64, 65, 130, 400, 700), fc.array(step, { minLength: 1, maxLength: 40 }))
const runs = Number(process.env['PROPERTY_RUNS'] ?? 600)

test('kept is as counted anew: the truth, and when it flips', () => {
  let kept = 0
  fc.assert(
    fc.property(story, ([condition, crowd, steps]) => {
      play(condition, crowd, steps, (state, at) => {
        expect(condition.truthAt(state, at)).toBe(truthAnew(condition, state, at))
        if (state.entries.length > FEW_ENTRIES) kept++
      })
    }),
    { numRuns: runs },
  )
  expect(kept).toBeGreaterThan(runs)
  fc.assert(
    fc.property(story, ([condition, crowd, steps]) => {
      play(condition, Math.min(crowd, 130), steps.slice(0, 8), (state, at) =>
        expect(realFlip(condition, state, at)).toBe(walkedFlip(condition, state, at)),
      )
    }),
    { numRuns: Math.ceil(runs / 6) },
  )
})

test('would notice entries that change behind the back of what is kept', () => {
  const caught = fc.check(
    fc.property(story, ([condition, crowd, steps]) => {
      play(condition, crowd, steps, (state, at) => {
        condition.truthAt(state, at)
        const same = state.entries
        state.entries = same.slice(0, -3)
        if (condition.truthAt(state, at) !== truthAnew(condition, state, at)) throw new Error('not as counted anew')
        state.entries = same
        state.tallies = undefined
      })
    }),
    { numRuns: 500, endOnFailure: true },
  )
  expect(caught.failed).toBe(true)
})
