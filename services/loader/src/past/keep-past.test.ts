import { clickhouseTime, factVersion, ruleKey, segmentNumber } from '@weir/contracts'
import type { Condition, FactRow, LiveSegment, PersonEvent } from '@weir/contracts'
import { isMemberAt } from '@weir/segmentation'
import { eventually, seededRandom } from '@weir/testkit'
import { loadedPlaces, readPastProgress, readSegmentPasts, toPersonEvent } from '@weir/warehouse'
import type { PersonEventRow, Warehouse } from '@weir/warehouse'
import { jsonLine, sampleAlias, sampleFact } from '@weir/warehouse/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { logger } from '../../test/support/loading.ts'
import { createExclusive } from '../exclusive.ts'
import { keepPast } from './keep-past.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const NOW = Date.UTC(2024, 5, 1)
const PEOPLE = 20
const STAMPS = 1_000

let opened: Awaited<ReturnType<typeof openTestWarehouse>>
let warehouse: Warehouse
beforeAll(async () => {
  opened = await openTestWarehouse()
  warehouse = opened.warehouse
})
afterAll(() => opened[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const table of ['facts', 'person_aliases', 'segment_pasts', 'past_memberships'])
    await warehouse.command(`TRUNCATE TABLE ${table}`)
  await warehouse.command(`ALTER TABLE past_progress DELETE WHERE kind != 'begun' SETTINGS mutations_sync = 1`)
})

const segmentOf = (id: string, rule: Condition, updated_at = NOW): LiveSegment => ({
  id,
  number: segmentNumber(id),
  version: 1,
  name: id,
  rule,
  purposes: ['profiling'],
  updated_at,
})
const SEGMENTS = [
  segmentOf('buyers', { event: { name: 'Purchase' }, within: '7d' }),
  segmentOf('visitors', { event: { name: 'Visit' }, within: { from: '10d', to: '1d' }, count: { gte: 2 } }),
  segmentOf('others', { not: { segment: 'buyers' } }),
]

const findIn =
  (segments: readonly LiveSegment[]) =>
  (id: string): LiveSegment | undefined =>
    segments.find((one) => one.id === id)
const personOf = (n: number): string => n.toString(16).padStart(32, '0')

/** Facts of two partitions in no order, without a stamp, as of a log that was read so far. */
function factsOf(seed: number, count: number, from = 0): FactRow[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, i): FactRow => {
    const n = random.int(PEOPLE)
    const t = NOW - 60 * DAY + random.int(60 * 24) * HOUR
    const off = from + i
    return sampleFact({
      person: personOf(n),
      part: n % 2,
      off,
      n: 0,
      eid: random
        .int(2 ** 32)
        .toString(16)
        .padStart(16, '0'),
      name: random.pick(['Purchase', 'Visit', 'Visit', 'Other']),
      event_time: clickhouseTime(t),
      received_at: clickhouseTime(NOW + i),
      consent_profiling: random.pick([4, 4, 4, 3]),
      consent_storage: 4,
      segments: [],
      version: factVersion(random.chance(0.1) ? 1 : 0, off),
    })
  })
}
const store = (facts: readonly FactRow[]): Promise<void> => warehouse.insertLines('facts', facts.map(jsonLine))
/** Some persons turn out to be others. */
const merge = (pairs: readonly (readonly [number, number])[], from = 0): Promise<void> =>
  warehouse.insertLines(
    'person_aliases',
    pairs.map(([one, into], i) =>
      jsonLine(sampleAlias({ person: personOf(one), into: personOf(into), part: one % 2, off: from + i, version: 1 })),
    ),
  )

interface Keeping {
  segments?: readonly LiveSegment[]
  /** Statements and inserts after which the warehouse is gone for good; never unless told. */
  diesAfter?: number
}

/** Keeps the past until everything that is there has been looked at, or the warehouse is gone. */
async function keep({ segments = SEGMENTS, diesAfter = Infinity }: Keeping = {}): Promise<void> {
  let left = diesAfter
  const alive =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      left-- > 0 ? call(...args) : Promise.reject(new Error('gone'))
  const dying: Warehouse = {
    query: (sql, params, limits) => warehouse.query(sql, params, limits),
    stream: (sql, params, limits) => warehouse.stream(sql, params, limits),
    stopInsert: (id) => warehouse.stopInsert(id),
    stopInserts: (prefix) => warehouse.stopInserts(prefix),
    ping: () => warehouse.ping(),
    close: () => warehouse.close(),
    command: alive((sql: string, params?: Parameters<Warehouse['command']>[1]) => warehouse.command(sql, params)),
    insertLines: alive((...args: Parameters<Warehouse['insertLines']>) => warehouse.insertLines(...args)),
  }
  const config = { segment: findIn(segments), segments: () => segments, segmentsVersion: () => 1 }
  const keeping = keepPast({
    config,
    applied: async () => ({ version: 1, now: NOW }),
    warehouse: dying,
    logger,
    pastMs: 90 * DAY,
    rowsLoaded: () => 0,
    exclusively: createExclusive(),
    lookMs: 1,
  })
  await eventually(async () => left <= 0 || (await isDone(segments)), 60_000, 20)
  await keeping.close()
}

async function isDone(segments: readonly LiveSegment[]): Promise<boolean> {
  const places = (await loadedPlaces(warehouse)).filter(({ off }) => off >= 0)
  const { facts, aliases } = await readPastProgress(warehouse)
  const pasts = await readSegmentPasts(warehouse)
  return (
    places.every(({ kind, part, off }) => (kind === 'facts' ? facts : aliases).get(part) === off) &&
    segments.every((segment) =>
      pasts.some((past) => past.number === segment.number && past.rule === ruleKey(segment, findIn(segments))),
    )
  )
}

type Stored = PersonEventRow & { person: string; segments: number[]; version: string }

/** Every fact with its stamp, and with the stamp that the oracle gives it. */
async function stamps(segments: readonly LiveSegment[] = SEGMENTS): Promise<{ told: string[]; right: string[] }> {
  const rows = await warehouse.query<Stored>(
    `SELECT person, toInt64(toUnixTimestamp64Milli(event_time)) AS t, toInt64(toUnixTimestamp64Milli(received_at)) AS r, source, channel, name,
      event_id, eid, body, segments, consent_storage, consent_profiling, consent_personalised_ads, consent_measurement, consent_modelling
    FROM facts_final ORDER BY person, t, eid`,
    {},
    { maxSeconds: 60 },
  )
  const histories = new Map<string, PersonEvent[]>()
  for (const { person, ...row } of rows) histories.set(person, [...(histories.get(person) ?? []), toPersonEvent(person, row)])
  const line = (row: Stored, numbers: readonly number[]): string =>
    `${row.person} ${row.t} ${row.eid} ${[...numbers].sort((a, b) => a - b).join()}`
  const right = rows.map((row) => {
    const before = histories
      .get(row.person)!
      .filter(({ hit, eid }) => hit.event_time < row.t || (hit.event_time === row.t && eid < row.eid))
    const found = segments.filter((segment) => isMemberAt(segment, before, row.t, segments))
    return line(
      row,
      found.map(({ number }) => number),
    )
  })
  return { told: rows.map((row) => line(row, row.segments)), right }
}

describe('facts are stamped with what was true immediately before them', () => {
  test('of segments that were defined after them, of late ones, and of persons who were merged', async () => {
    await store(factsOf(1, STAMPS))
    await keep()
    const first = await stamps()
    expect(first.told).toEqual(first.right)
    await store(factsOf(2, STAMPS, STAMPS))
    await merge([
      [2, 0],
      [3, 0],
      [5, 4],
    ])
    await keep()
    const then = await stamps()
    expect(then.told).toEqual(then.right)
    expect(then.told.filter((line) => !line.endsWith(' ')).length).toBeGreaterThan(STAMPS / 2)
  })

  test.each([1, 2, 3, 5, 8, 13, 21])('wherever it is killed: after %i writes, and again', async (writes) => {
    await store(factsOf(3, 300))
    await merge([[2, 0]])
    await keep({ diesAfter: writes })
    await store(factsOf(4, 300, 300))
    await keep({ diesAfter: writes })
    await keep()
    const { told, right } = await stamps()
    expect(told).toEqual(right)
  })

  test('which would be noticed if a late event were left as it was', async () => {
    await store(factsOf(5, 300))
    await keep()
    await warehouse.command(
      `INSERT INTO facts SELECT * REPLACE ([] AS segments, version + 1 AS version) FROM (SELECT * FROM facts FINAL WHERE notEmpty(segments) LIMIT 1)`,
    )
    const { told, right } = await stamps()
    expect(told).not.toEqual(right)
  })

  test('an edited segment counts as it did until the edit, and from then on by its new rule', async () => {
    await store(factsOf(6, 300))
    await keep()
    const affected = [SEGMENTS[0]!, SEGMENTS[2]!].map(({ number }) => number)
    const counted = async (): Promise<string[]> => {
      const { told } = await stamps()
      return told.flatMap((line) => {
        const [person, t, eid, numbers = ''] = line.split(' ')
        const own = numbers.split(',').filter((number) => affected.includes(Number(number)))
        return own.length === 0 ? [] : [`${person} ${t} ${eid} ${own.join()}`]
      })
    }
    const before = await counted()
    const rule: Condition = { event: { name: 'Other' }, within: '7d' }
    const edited = [{ ...SEGMENTS[0]!, version: 2, rule }, ...SEGMENTS.slice(1)]
    await keep({ segments: edited })
    await store([{ ...factsOf(7, 1, 300)[0]!, name: 'Other', event_time: clickhouseTime(NOW - 30 * DAY) }])
    await keep({ segments: edited })
    // Segments that refer to it are edited with it.
    const after = await counted()
    expect(after).toEqual(before)
    expect(after.length).toBeGreaterThan(10)
  })
})
