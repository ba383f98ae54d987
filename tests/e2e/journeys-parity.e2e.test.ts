import { personId, segmentNumber } from '@weir/contracts'
import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import { compileJourney, isMemberAt, membershipSql } from '@weir/segmentation'
import { journeyArbitrary, SEARCHED, START, walkedHistories, whereIs } from '@weir/segmentation/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openFactsWarehouse } from '../support/facts-warehouse.ts'

const PEOPLE = 80
const JOURNEYS = Number(process.env['PARITY_RULES'] ?? 30)
const SEED = Number(process.env['SEED'] ?? 20_240_331)
const HOUR = 3_600_000

/** People with random histories, all in one warehouse. */
const people = new Map(
  fc.sample(walkedHistories, { numRuns: PEOPLE, seed: SEED }).map((events, i): [string, PersonEvent[]] => {
    const person = personId(`journey-${i}`)
    const eid = (event: PersonEvent): string => `${event.eid.slice(10)}${i.toString(16).padStart(10, '0')}`
    return [person, events.map((event) => ({ ...event, person, eid: eid(event) }))]
  }),
)
const defined = (id: string, rule: Condition): SegmentDefinition => ({
  id,
  name: id,
  number: segmentNumber(id),
  version: 1,
  rule,
})
const SEARCHERS = defined('searchers', SEARCHED)

test(`by SQL everybody is at the step at which the words have them, in ${JOURNEYS} random journeys`, async () => {
  await using opened = await openFactsWarehouse([...people.values()].flat())
  const instants = fc.tuple(fc.integer({ min: 0, max: 36 }), fc.constantFrom(0, 1, -1, HOUR / 2))
  let placed = 0
  await fc.assert(
    fc.asyncProperty(journeyArbitrary, instants, async (journey, [hours, by]) => {
      const at = START + hours * HOUR + by
      const places = compileJourney('tried', journey).map(({ step, id, input }) => ({ step, segment: defined(id, input.rule) }))
      const questions = places.map(({ segment }) => ({ segment, at }))
      const { sql, params } = membershipSql(questions, at, [SEARCHERS])
      const rows = await opened.warehouse.query<Record<string, unknown>>(sql, params, { maxSeconds: 30 })
      const found = new Map(
        rows.map((row) => [row['person'], places.flatMap(({ step }, i) => (Number(row[`m${i}`]) === 1 ? [step] : []))]),
      )
      for (const [person, history] of people) {
        const ask = (condition: unknown, then: number): boolean =>
          isMemberAt(defined('asked', condition as Condition), history, then, [SEARCHERS])
        const known = history[0]!.hit.event_time <= at
        const where = known ? whereIs(journey, history, at, ask) : undefined
        if (where !== undefined) placed++
        expect(found.get(person) ?? [], `${person} at ${at - START}`).toEqual(where === undefined ? [] : [where])
      }
    }),
    { numRuns: JOURNEYS, seed: SEED },
  )
  expect(placed).toBeGreaterThan(JOURNEYS)
})
