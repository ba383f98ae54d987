import { personId } from '@weir/contracts'
import type { Condition, PersonEvent, SegmentDefinition } from '@weir/contracts'
import { isMemberAt, membershipSql, toSql } from '@weir/segmentation'
import {
  coolDownConditions,
  spokenArbitrary,
  derivedConditions,
  heldConditions,
  medianConditions,
  perConditions,
  ofTheKnown,
  publishedConditions,
  ratioConditions,
  segmentArbitrary,
  sinceConditions,
  START,
  statedConditions,
  touchConditions,
  withFault,
} from '@weir/segmentation/testing'
import { inTurn, sharesOf } from '@weir/testkit'
import type { Warehouse } from '@weir/warehouse'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFactsWarehouse } from '../support/facts-warehouse.ts'
import type { FactsWarehouse } from '../support/facts-warehouse.ts'

/**
 * People with random histories, all in one warehouse; random rules are asked of it at random
 * instants.
 */
const PEOPLE = 150
const RULES = Number(process.env['PARITY_RULES'] ?? 100)
const SEED = Number(process.env['SEED'] ?? 20_240_331)
/** So many turns try five times as many rules: each has a seed of its own. */
const TURNS = 5
const SEEDS = sharesOf('rules in SQL', TURNS).map((share) => SEED + share)
const DAY = 86_400_000

const histories = new Map(
  fc
    .sample(fc.array(spokenArbitrary, { minLength: 1, maxLength: 12 }), { numRuns: PEOPLE, seed: SEED })
    .map((arrivals, i): [string, PersonEvent[]] => {
      const person = personId(`parity-${i}`)
      // One event per eid, and each person's own.
      const events = new Map(
        arrivals.map(({ event }) => [
          event.eid,
          { ...event, person, eid: `${event.eid.slice(0, 10)}${i.toString(16).padStart(6, '0')}` },
        ]),
      )
      return [person, ofTheKnown([...events.values()])]
    }),
)

describe('the SQL of a rule equals the oracle', () => {
  let opened: FactsWarehouse | undefined
  let warehouse: Warehouse

  beforeAll(async () => {
    opened = await openFactsWarehouse([...histories.values()].flat())
    warehouse = opened.warehouse
  })
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]()
  })

  const membersBySql = async (segment: SegmentDefinition, at: number, others: SegmentDefinition[] = []): Promise<string[]> => {
    const { sql, params } = toSql(segment, at, others)
    const rows = await warehouse.query<{ person: string }>(sql, params, { maxSeconds: 30 })
    return rows.map((row) => row.person).sort()
  }
  const instants = fc.oneof(
    fc.integer({ min: 0, max: 9 * 24 }).map((hours) => START + hours * 3_600_000),
    fc.integer({ min: 0, max: 9 * DAY }).map((ms) => START + ms),
    fc.integer({ min: 1, max: 9 * 24 }).map((hours) => START + hours * 3_600_000 - 1),
  )

  it.each(SEEDS)(`for ${RULES} random rules at random instants (%i)`, async (seed) => {
    await fc.assert(
      fc.asyncProperty(segmentArbitrary(), instants, async (segment, at) => {
        const expected = [...histories].filter(([, history]) => isMemberAt(segment, history, at)).map(([person]) => person)
        expect(await membersBySql(segment, at)).toEqual(expected.sort())
      }),
      { numRuns: RULES, seed },
    )
  })

  it.each(SEEDS)('for two rules now and a day later, as far as is known now, in one query (%i)', async (seed) => {
    const membersOf = (segment: SegmentDefinition, at: number, knownAt: number): string[] => {
      const known = ({ hit }: PersonEvent): boolean => Math.min(hit.event_time, hit.received_at) <= knownAt
      return [...histories].filter(([, events]) => isMemberAt(segment, events.filter(known), at)).map(([person]) => person)
    }
    let moved = 0
    await fc.assert(
      fc.asyncProperty(segmentArbitrary('one'), segmentArbitrary('other'), instants, async (one, other, now) => {
        const questions = [
          { segment: one, at: now },
          { segment: other, at: now },
          { segment: one, at: now + DAY },
        ]
        const { sql, params } = membershipSql(questions, now)
        const rows = await warehouse.query<{ person: string } & Record<string, unknown>>(sql, params, { maxSeconds: 30 })
        const answers = questions.map(({ segment, at }, i) => ({ found: rows.filter((row) => row[`m${i}`]), segment, at }))
        for (const { found, segment, at } of answers)
          expect(found.map(({ person }) => person).sort()).toEqual(membersOf(segment, at, now).sort())
        const [today, , tomorrow] = answers.map(({ found }) => found.map(({ person }) => person).join())
        if (today !== tomorrow) moved++
      }),
      { numRuns: Math.ceil(RULES / 4), seed },
    )
    expect(moved).toBeGreaterThan(0)
  })

  it.each(SEEDS)('for segments that refer to others (%i)', async (seed) => {
    const [other, ...own] = fc.sample(segmentArbitrary('other'), { numRuns: 21, seed })
    for (const [i, { rule }] of own.entries()) {
      const refers: Condition = i % 2 === 0 ? { segment: 'other' } : { not: { segment: 'other' } }
      const segment = { ...other!, id: 'refers', rule: { all: [refers, { any: [rule, refers] }] } }
      const at = START + i * 9 * 3_600_000
      const expected = [...histories]
        .filter(([, history]) => isMemberAt(segment, history, at, [other!]))
        .map(([person]) => person)
      expect(await membersBySql(segment, at, [other!])).toEqual(expected.sort())
    }
  })

  const kinds = {
    ...publishedConditions,
    held: heldConditions,
    median: medianConditions,
    derived: derivedConditions,
    per: perConditions,
    since: sinceConditions,
    ratio: ratioConditions,
    touch: touchConditions,
    stated: statedConditions,
    coolDown: coolDownConditions,
  }
  /** Every second kind by turn: there are an odd number of seeds, so each kind meets each. */
  const kindsNow = inTurn('kinds of conditions in SQL', Object.entries(kinds), 2)
  const kindsAndSeeds = kindsNow.flatMap(([kind, conditions]) => SEEDS.map((seed) => ({ kind, conditions, seed })))
  it.each(kindsAndSeeds)(
    'for conditions of one kind, and not with a fault in it: $kind ($seed)',
    async ({ conditions, seed }) => {
      const equals = (oracle: (segment: SegmentDefinition) => SegmentDefinition) =>
        fc.asyncProperty(segmentArbitrary('tested', conditions), instants, async (segment, at) => {
          const asked = oracle(segment)
          const expected = [...histories].filter(([, history]) => isMemberAt(asked, history, at)).map(([person]) => person)
          expect(await membersBySql(segment, at)).toEqual(expected.sort())
        })
      await fc.assert(
        equals((segment) => segment),
        { numRuns: Math.ceil(RULES / 2), seed },
      )
      expect((await fc.check(equals(withFault), { numRuns: 500, seed, endOnFailure: true })).failed).toBe(true)
    },
  )

  it('and would not, if the instant were off by one millisecond', async () => {
    const result = await fc.check(
      fc.asyncProperty(segmentArbitrary(), instants, async (segment, at) => {
        const expected = [...histories].filter(([, history]) => isMemberAt(segment, history, at)).map(([person]) => person)
        expect(await membersBySql(segment, at - 1)).toEqual(expected.sort())
      }),
      { numRuns: 500, seed: SEED, endOnFailure: true },
    )
    expect(result.failed).toBe(true)
  })
})
