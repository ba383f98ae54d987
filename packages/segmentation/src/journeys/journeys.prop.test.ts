import { JourneyInput, segmentNumber } from '@weir/contracts'
import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { isMemberAt } from '../oracle/oracle.ts'
import { compile } from '../program/compile.ts'
import { START } from '../testing/histories.ts'
import { whereIs } from '../testing/walk.ts'
import { compileJourney } from './compile-journey.ts'
import { journeyFaults } from './faults.ts'

const HOUR = 3_600_000
const NAMES = ['AddToCart', 'ViewContent', 'AddToWishlist', 'Search', 'Purchase', 'Login']
const mark = { granted: true, by: 'basis' as const }
const ALL_GRANTED = { storage: mark, profiling: mark, personalised_ads: mark, measurement: mark, modelling: mark }

/** Events on a grid of hours, some of them at one instant. */
const histories: fc.Arbitrary<PersonEvent[]> = fc
  .array(
    fc.record({
      name: fc.constantFrom(...NAMES, 'AddToCart', 'AddToCart', 'ViewContent'),
      hours: fc.integer({ min: 0, max: 30 }),
      offset: fc.constantFrom(0, 0, 1),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((events) =>
    events
      .map(({ name, hours, offset }, i): PersonEvent => {
        const event_time = START + hours * HOUR + offset
        return {
          kind: 'event',
          person: 'ab'.repeat(16),
          eid: String(i).padStart(16, '0'),
          rev: 0,
          hit: {
            source: 'shop',
            channel: 'server',
            name,
            event_id: `e${i}`,
            id_from: 'sender',
            event_time,
            received_at: event_time,
            ids: [{ type: 'external_id', value: 'ef'.repeat(32) }],
            consent: ALL_GRANTED,
            body: {},
          },
        }
      })
      .toSorted((a, b) => a.hit.event_time - b.hit.event_time || (a.eid < b.eid ? -1 : 1)),
  )

const SEARCHED = { event: { name: 'Search' }, within: '6h' }
const conditions = fc.constantFrom<Condition>(SEARCHED, { not: SEARCHED }, { segment: 'searchers' })
const selectors = fc.constantFrom({ name: 'ViewContent' }, { name: 'AddToWishlist' }, { names: ['ViewContent', 'Login'] })
const waits = fc.constantFrom('1h', '2h', '90m', '1ms')
const steps = fc.array(
  fc.record(
    {
      after: fc.constantFrom('entry', 's0', 's1', 's2', 's3'),
      event: selectors,
      wait: waits,
      if: conditions,
    },
    { requiredKeys: [] },
  ),
  { minLength: 1, maxLength: 5 },
)
const journeys: fc.Arbitrary<JourneyInput> = fc
  .record({
    entry: fc.constantFrom<object>({ event: { name: 'AddToCart' } }, { event: { name: 'AddToCart' } }, { segment: 'searchers' }),
    lasts: fc.constantFrom('4h', '12h', '2d'),
    reentry: fc.constantFrom('restart', 'restart', 'not_after_goal', 'never'),
    steps: steps.map((list) =>
      list.map(({ event, wait, ...step }, i) => ({ ...step, ...(event ? { event } : wait ? { wait } : {}), id: `s${i}` })),
    ),
    exits: fc.array(fc.constantFrom<object>({ event: { name: 'Login' } }, { if: SEARCHED }), { maxLength: 1 }),
    goal: fc.constantFrom<object | undefined>(
      { event: { name: 'Purchase' } },
      { event: { name: 'Purchase' } },
      { if: SEARCHED },
      undefined,
    ),
  })
  .map(({ goal, ...journey }) => JourneyInput.safeParse({ name: 'Tried', ...journey, ...(goal ? { goal } : {}) }).data)
  .filter((journey) => journey !== undefined)
  .filter((journey) => journeyFaults('tried', journey).length === 0)

const defined = (id: string, rule: Condition): SegmentDefinition => ({
  id,
  name: id,
  number: segmentNumber(id),
  version: 1,
  rule,
})
const SEARCHERS = defined('searchers', { event: { name: 'Search' }, within: '6h' })

/** Every instant at which something may change, just before it and just after. */
function instantsOf(history: readonly PersonEvent[]): number[] {
  const spans = [0, 1, HOUR, 1.5 * HOUR, 2 * HOUR, 2.5 * HOUR, 3 * HOUR, 3.5 * HOUR, 4 * HOUR, 6 * HOUR, 12 * HOUR, 48 * HOUR]
  const around = history.flatMap(({ hit }) => spans.flatMap((span) => [-1, 0, 1].map((by) => hit.event_time + span + by)))
  return [...new Set(around)]
}

it('somebody is in the segment of the step, and in no other, at which a machine that follows the words has them', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(journeys, histories, (journey, history) => {
      const segments = compileJourney('tried', journey).map(({ step, id, input }) => ({ step, ...defined(id, input.rule) }))
      // All of them stand beside each other, as the engine takes them.
      expect(compile(0, [SEARCHERS, ...segments]).bySegment.size).toBe(segments.length + 1)
      const ask = (condition: unknown, at: number): boolean =>
        isMemberAt(defined('asked', condition as Condition), history, at, [SEARCHERS])
      const begins = history[0]!.hit.event_time
      for (const at of instantsOf(history).filter((instant) => instant >= begins)) {
        const found = segments.filter((segment) => isMemberAt(segment, history, at, [SEARCHERS])).map(({ step }) => step)
        const expected = whereIs(journey, history, at, ask)
        expect(found, `at ${at - START}`).toEqual(expected === undefined ? [] : [expected])
        seen.set(expected ?? 'nowhere', (seen.get(expected ?? 'nowhere') ?? 0) + 1)
      }
    }),
    { numRuns: 100 },
  )
  // The test would say nothing if people were hardly anywhere.
  for (const place of ['entry', 's0', 's1', 'goal', 'nowhere']) expect(seen.get(place), place).toBeGreaterThan(20)
})
