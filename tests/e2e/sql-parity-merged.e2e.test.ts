import { personId } from '@weir/contracts'
import type { AliasRow, PersonEvent, SegmentDefinition } from '@weir/contracts'
import { isMemberAt, membershipSql } from '@weir/segmentation'
import { ofTheKnown, segmentArbitrary, spokenArbitrary, START } from '@weir/segmentation/testing'
import { seededRandom, sharesOf } from '@weir/testkit'
import type { Warehouse } from '@weir/warehouse'
import { sampleAlias } from '@weir/warehouse/contract'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFactsWarehouse } from '../support/facts-warehouse.ts'
import type { FactsWarehouse } from '../support/facts-warehouse.ts'

/**
 * People whose hits came under several ids before those turned out to be one: what SQL finds is
 * what an oracle finds that was told from the start.
 */
const PEOPLE = 120
const RULES = Number(process.env['PARITY_RULES'] ?? 100)
const SEED = Number(process.env['SEED'] ?? 20_261_129)
/** So many turns try five times as many rules: each has a seed of its own. */
const TURNS = 5
const DAY = 86_400_000
const random = seededRandom(SEED)

interface Dealt {
  /** The person that all of it belongs to. */
  person: string
  history: PersonEvent[]
  /** The same events as they were written. */
  written: PersonEvent[]
  aliases: AliasRow[]
}

const people: Dealt[] = fc
  .sample(fc.array(spokenArbitrary, { minLength: 1, maxLength: 12 }), { numRuns: PEOPLE, seed: SEED })
  .map((arrivals, i) => {
    const person = personId(`merged-${i}`)
    const events = new Map(
      arrivals.map(({ event }) => [
        event.eid,
        { ...event, person, eid: `${event.eid.slice(0, 10)}${i.toString(16).padStart(6, '0')}` },
      ]),
    )
    return deal(person, ofTheKnown([...events.values()]))
  })

/** Every fourth person is whole; the others have up to three absorbed persons. */
function deal(person: string, history: PersonEvent[]): Dealt {
  const absorbed = Array.from({ length: random.int(4) }, (_, n) => personId(`${person}-${n}`))
  const written = history.flatMap((event) => {
    const addressed = { ...event, person: random.pick([person, ...absorbed]) }
    if (absorbed.length === 0 || !random.chance(0.2)) return [addressed]
    // Written before the merge, and enriched after it, under the other id.
    const first = { ...event, person: random.pick(absorbed), hit: { ...event.hit, body: {} } }
    return [first, { ...addressed, rev: event.rev + 1 }]
  })
  const aliases = absorbed.flatMap((id, n) => {
    const last = sampleAlias({ person: id, into: person, version: absorbed.length })
    // One that was absorbed by another of them at first.
    const before = n === 0 ? [] : [sampleAlias({ person: absorbed[0]!, into: id, version: 0 })]
    return [last, ...before]
  })
  return { person, history, written, aliases }
}

describe('the SQL of a rule takes merged persons as one', () => {
  let opened: FactsWarehouse | undefined
  let warehouse: Warehouse

  beforeAll(async () => {
    opened = await openFactsWarehouse(
      people.flatMap(({ written }) => written),
      people.flatMap(({ aliases }) => aliases),
    )
    warehouse = opened.warehouse
  })
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]()
  })

  const membersBySql = async (segment: SegmentDefinition, at: number, asked?: string[]): Promise<string[]> => {
    const { sql, params } = membershipSql([{ segment, at }], at, [], asked ? { people: asked } : {})
    const rows = await warehouse.query<{ person: string; m0: number }>(sql, params, { maxSeconds: 30 })
    return rows.flatMap(({ person, m0 }) => (m0 ? [person] : [])).sort()
  }
  const membersOf = (segment: SegmentDefinition, at: number): string[] => {
    const known = ({ hit }: PersonEvent): boolean => Math.min(hit.event_time, hit.received_at) <= at
    return people.flatMap(({ person, history }) => (isMemberAt(segment, history.filter(known), at) ? [person] : [])).sort()
  }
  const instants = fc.integer({ min: 0, max: 9 * DAY }).map((ms) => START + ms)

  const seeds = sharesOf('rules in SQL about merged people', TURNS).map((share) => SEED + share)
  it.each(seeds)(`for ${RULES} random rules at random instants, of everybody and of some (%i)`, async (seed) => {
    const some = people.flatMap(({ person }, i) => (i % 3 === 0 ? [person] : []))
    // Those who were absorbed are nobody any more.
    const gone = people.flatMap(({ aliases }) => aliases.map((alias) => alias.person))
    let found = 0
    let runs = 0
    await fc.assert(
      fc.asyncProperty(segmentArbitrary(), instants, async (segment, at) => {
        const expected = membersOf(segment, at)
        found += expected.length
        expect(await membersBySql(segment, at)).toEqual(expected)
        if (runs++ % 4 > 0) return
        expect(await membersBySql(segment, at, [...some, ...gone])).toEqual(expected.filter((id) => some.includes(id)))
      }),
      { numRuns: RULES, seed },
    )
    expect(found).toBeGreaterThan(RULES)
  })

  it('and would not, if one of the aliases were missing', async () => {
    const [someone] = people.filter(({ aliases, written }) =>
      aliases.some(({ person }) => written.some((e) => e.person === person)),
    )
    await warehouse.command(`ALTER TABLE person_aliases DELETE WHERE into = {into:String} SETTINGS mutations_sync = 1`, {
      into: someone!.person,
    })
    const result = await fc.check(
      fc.asyncProperty(segmentArbitrary(), instants, async (segment, at) => {
        expect(await membersBySql(segment, at)).toEqual(membersOf(segment, at))
      }),
      { numRuns: 500, seed: SEED, endOnFailure: true },
    )
    expect(result.failed).toBe(true)
  })
})
