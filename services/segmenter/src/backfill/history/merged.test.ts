import { personId } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import type { Person } from '@weir/segmentation'
import { seededRandom } from '@weir/testkit'
import type { Warehouse } from '@weir/warehouse'
import { jsonLine, sampleAlias } from '@weir/warehouse/contract'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  append,
  counted,
  fillAll,
  fromLog,
  fromWarehouse,
  logger,
  membersOf,
  ordinalOf,
  PARTITION,
  PARTITIONS,
  purchases,
  RULES,
  specsOf,
  storyOf,
} from '../../../test/history.ts'
import type { Asked, World } from '../../../test/history.ts'
import { toFact } from '../../evaluate/rows.ts'
import type { PartitionOffsets } from '../history.ts'
import { createWarehouseHistory } from './warehouse.ts'

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let warehouse: Warehouse
beforeAll(async () => {
  opened = await openTestWarehouse()
  warehouse = opened.warehouse
})
afterAll(() => opened[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const table of ['facts', 'person_aliases']) await warehouse.command(`TRUNCATE TABLE ${table}`)
})

/** The same story told under several ids, of which all but one were absorbed. */
interface MergedWorld extends World {
  /** Of the other partition the last offset. */
  away: number
  otherIds: ReadonlyMap<string, number>
}

/** Offsets of both partitions, for those who were absorbed. */
const upToOf = ({ end, away }: MergedWorld): PartitionOffsets => ({ [PARTITION]: end, 0: away })

/** Under the person's own id, or that of somebody of the same or of the other partition. */
const KINDS = ['own', 'own', 'near', 'far'] as const
const absorbedBy = (i: number, kind: 'near' | 'far'): string => personId(`external_id:${kind}${i}`)
const otherOrdinal = (i: number, kind: 'near' | 'far'): number => (i + 5_000) * PARTITIONS + (kind === 'near' ? PARTITION : 0)

/** @param enriched some events come again under another id; else all of one event is under one. */
async function mergedWorldOf(
  seed: number,
  events: number,
  people: number,
  enriched = 0.2,
): Promise<{ merged: MergedWorld; united: World }> {
  const random = seededRandom(seed)
  const story = storyOf(random, events, people, enriched)
  const kinds = new Map<string, (typeof KINDS)[number]>()
  const numbers = new Map(membersOf(people).map(({ id }, i) => [id, i]))
  const logs: PersonEvent[][] = [[], []]
  const lines: object[] = []
  for (const event of story) {
    const i = numbers.get(event.person)
    const before = enriched > 0 ? undefined : kinds.get(event.eid)
    const kind = i === undefined ? 'own' : (before ?? random.pick(KINDS))
    kinds.set(event.eid, kind)
    const part = kind === 'far' ? 0 : PARTITION
    const person = i === undefined || kind === 'own' ? event.person : absorbedBy(i, kind)
    const ordinal = i === undefined ? 0 : kind === 'own' ? ordinalOf(i) : otherOrdinal(i, kind)
    const written = { ...event, person }
    lines.push(toFact(written, ordinal, [], { part, off: logs[part]!.length, n: 0 }))
    logs[part]!.push(written)
  }
  // Somebody of the other partition with an ordinal among ours, who absorbed a neighbour of theirs.
  const stranger = { ...story[0]!, person: personId('external_id:stranger'), eid: 'f'.repeat(16) }
  lines.push(toFact(stranger, 9_000, [], { part: 0, off: logs[0]!.length, n: 0 }))
  logs[0]!.push(stranger)
  const pairs = membersOf(people).flatMap((into, i) =>
    (['near', 'far'] as const).map((kind) => ({ into, person: absorbedBy(i, kind), ordinal: otherOrdinal(i, kind) })),
  )
  const strange = {
    into: { id: personId('external_id:p0-0'), ordinal: ordinalOf(1) - 1 },
    person: stranger.person,
    ordinal: 9_000,
  }
  const aliases = [...pairs, strange].map(({ into, person, ordinal }, n) =>
    sampleAlias({ person, ordinal, into: into.id, into_ordinal: into.ordinal, version: 2, part: PARTITION, off: n, n: 0 }),
  )
  await warehouse.insertLines('facts', lines.map(jsonLine))
  await warehouse.insertLines('person_aliases', aliases.map(jsonLine))
  const log = createMemoryLog({ partitions: PARTITIONS })
  const unitedLog = createMemoryLog({ partitions: PARTITIONS })
  for (const [partition, all] of logs.entries()) await append(log, partition, all)
  await append(unitedLog, PARTITION, story)
  const otherIds = new Map(pairs.map(({ person, into }) => [person, into.ordinal]))
  return {
    merged: { log, people: membersOf(people), end: logs[PARTITION]!.length - 1, away: logs[0]!.length - 1, otherIds },
    united: { log: unitedLog, people: membersOf(people), end: story.length - 1 },
  }
}

/** The same without since when each state is exact. */
function withoutExactness(people: ReadonlyMap<number, Person>): unknown {
  const entriesOf = ({ windowStates }: Person): unknown =>
    [...windowStates].flatMap(([id, { entries }]) => (entries.length > 0 ? [{ id, entries }] : [])).sort((a, b) => a.id - b.id)
  return [...people].map(([ordinal, person]) => ({ ordinal, specs: entriesOf(person) }))
}

describe('of people who absorbed others, both adapters count what one person did', () => {
  const cases = Object.entries(RULES).flatMap(([name, rules]) => [
    { name, rules, enriched: 0, shown: counted },
    // What was dropped as an older version is a little earlier exact where it was not read at all.
    { name: `${name}, of events that are enriched under another id`, rules, enriched: 0.2, shown: withoutExactness },
  ])
  test.each(cases)('$name', async ({ rules, enriched, shown }) => {
    const { merged, united } = await mergedWorldOf(13, 1_500, 60, enriched)
    const specs = specsOf(...rules)
    const expected = shown((await fillAll(fromLog(united), united, { specs })).people)
    expect(expected).not.toEqual([])
    const asked = { specs, upTo: upToOf(merged) }
    // The second of each: however little is taken at once.
    for (const history of [fromLog(merged), fromLog(merged, 7), fromWarehouse(warehouse), fromWarehouse(warehouse, 100)])
      expect(shown((await fillAll(history, merged, asked)).people)).toEqual(expected)
  })

  test('up to the offset of each partition, and without offsets only their own', async () => {
    const { merged } = await mergedWorldOf(14, 1_500, 40, 0)
    const specs = specsOf(purchases('30d'), purchases('7d'))
    const both = async (asked: Asked): Promise<unknown> => {
      const some = counted((await fillAll(fromWarehouse(warehouse), merged, asked)).people)
      expect(some).toEqual(counted((await fillAll(fromLog(merged), merged, asked)).people))
      return some
    }
    const results = [
      await both({ specs }),
      await both({ specs, upTo: {} }),
      await both({ specs, upTo: { 0: -1 } }),
      await both({ specs, upTo: { 0: 100 } }),
      await both({ specs, upTo: upToOf(merged) }),
      await both({ specs, until: 500, upTo: upToOf(merged) }),
    ]
    expect(results[2]).toEqual(results[1])
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(5)
  })

  test('once the warehouse has the facts of all of these partitions, and the aliases', async () => {
    const { merged } = await mergedWorldOf(15, 200, 10)
    const specs = specsOf(purchases('30d'))
    const expected = counted((await fillAll(fromWarehouse(warehouse), merged, { specs, upTo: upToOf(merged) })).people)
    const calls: string[] = []
    const note = (what: string) => async (partition: number) => {
      calls.push(`${what} ${partition}`)
      // Each stops once, in turn.
      if (calls.filter((call) => call === `${what} ${partition}`).length === 1) throw new Error('the loader is closed')
    }
    const waiting = { loaded: note('facts'), aliasesLoaded: note('aliases') }
    const history = createWarehouseHistory({ warehouse, logger, partitions: PARTITIONS, ...waiting })
    const { people } = await fillAll(history, merged, { specs, upTo: upToOf(merged) })
    expect(counted(people)).toEqual(expected)
    expect([...new Set(calls)].sort()).toEqual([`aliases ${PARTITION}`, 'facts 0', `facts ${PARTITION}`])
  })
})
