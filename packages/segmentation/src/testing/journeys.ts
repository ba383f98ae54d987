import { JourneyInput } from '@weir/contracts'
import type { Condition, PersonEvent } from '@weir/contracts'
import * as fc from 'fast-check'
import { journeyFaults } from '../journeys/faults.ts'
import { START } from './histories.ts'

/**
 * Random journeys without faults, and histories in which people go along them. For tests only. They
 * may ask for a segment `searchers`.
 */

const HOUR = 3_600_000
const NAMES = ['AddToCart', 'ViewContent', 'AddToWishlist', 'Search', 'Purchase', 'Login']
const mark = { granted: true, by: 'basis' as const }
const ALL_GRANTED = { storage: mark, profiling: mark, personalised_ads: mark, measurement: mark, modelling: mark }

/** Events on a grid of hours, some of them at one instant. */
export const walkedHistories: fc.Arbitrary<PersonEvent[]> = fc
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

export const SEARCHED = { event: { name: 'Search' }, within: '6h' }
const asked = fc.constantFrom<Condition>(SEARCHED, { not: SEARCHED }, { segment: 'searchers' })
const selectors = fc.constantFrom({ name: 'ViewContent' }, { name: 'AddToWishlist' }, { names: ['ViewContent', 'Login'] })
const waits = fc.constantFrom('1h', '2h', '90m', '1ms')
const steps = fc.array(
  fc.record(
    {
      after: fc.constantFrom('entry', 's0', 's1', 's2', 's3'),
      event: selectors,
      wait: waits,
      if: asked,
    },
    { requiredKeys: [] },
  ),
  { minLength: 1, maxLength: 5 },
)
export const journeyArbitrary: fc.Arbitrary<JourneyInput> = fc
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
