import { clickhouseTime, factVersion, ruleKey, segmentNumber } from '@weir/contracts'
import type { Condition, FactRow, LiveSegment, PersonEvent } from '@weir/contracts'
import { isMemberAt } from '@weir/segmentation'
import { eventually, seededRandom } from '@weir/testkit'
import { loadedPlaces, readPastProgress, readSegmentPasts, toPersonEvent } from '@weir/warehouse'
import type { PersonEventRow, Warehouse } from '@weir/warehouse'
import { jsonLine, sampleAlias, sampleFact } from '@weir/warehouse/contract'
import { createExclusive } from '../../src/exclusive.ts'
import { keepPast } from '../../src/past/keep-past.ts'
import { logger } from './loading.ts'

export const DAY = 86_400_000
export const NOW = Date.UTC(2024, 5, 1)
const ROWS_PER_INSERT = 50_000

export const segmentOf = (id: string, rule: Condition): LiveSegment => ({
  id,
  number: segmentNumber(id),
  version: 1,
  name: id,
  rule,
  purposes: ['profiling'],
  updated_at: NOW,
})

const findIn =
  (segments: readonly LiveSegment[]) =>
  (id: string): LiveSegment | undefined =>
    segments.find((one) => one.id === id)
const personOf = (n: number): string => n.toString(16).padStart(32, '0')

export interface Story {
  seed: number
  count: number
  /** Offset of the first. */
  from?: number
  people?: number
  /** Share of the facts that come up to 30 days late; the others in their order. Default: all. */
  late?: number
}

/** Facts of two partitions, without a stamp, as of a log that was read so far. */
export function factsOf({ seed, count, from = 0, people = 20, late = 1 }: Story): FactRow[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, (_, i): FactRow => {
    const n = random.int(people)
    const inTime = NOW - 60 * DAY + Math.floor((i / count) * 60 * DAY)
    const t =
      late === 1
        ? NOW - 60 * DAY + random.int(60 * 24) * (DAY / 24)
        : random.chance(late)
          ? inTime - random.int(30 * DAY)
          : inTime
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

/** How long the pass is waited for, and whether it comes to its end. */
export interface Keeping {
  segments: readonly LiveSegment[]
  /** Statements and inserts after which the warehouse is gone for good; never unless told. */
  diesAfter?: number
  timeoutMs?: number
}

/** The pass over a warehouse, with what it has to equal. */
export interface PastRig {
  store(facts: readonly FactRow[]): Promise<void>
  /** Some persons turn out to be others. */
  merge(pairs: readonly (readonly [one: number, into: number])[]): Promise<void>
  /** Keeps the past until everything that is there was looked at, or the warehouse is gone. */
  keep(how: Keeping): Promise<void>
  /**
   * Every fact with its stamp, and with the stamp that the oracle gives it.
   * @param share of the people are looked at, `1 / share`.
   */
  stamps(segments: readonly LiveSegment[], share?: number): Promise<{ told: string[]; right: string[] }>
}

export function pastRig(warehouse: Warehouse): PastRig {
  return {
    async store(facts) {
      for (let at = 0; at < facts.length; at += ROWS_PER_INSERT)
        await warehouse.insertLines('facts', facts.slice(at, at + ROWS_PER_INSERT).map(jsonLine))
    },
    merge: (pairs) =>
      warehouse.insertLines(
        'person_aliases',
        pairs.map(([one, into], i) =>
          jsonLine(sampleAlias({ person: personOf(one), into: personOf(into), part: one % 2, off: i, version: 1 })),
        ),
      ),
    async keep({ segments, diesAfter = Infinity, timeoutMs = 60_000 }) {
      const dying = mortal(warehouse, diesAfter)
      const keeping = keepPast({
        config: { segment: findIn(segments), segments: () => segments, segmentsVersion: () => 1, splitReceipts: () => new Map() },
        applied: async () => ({ version: 1, now: NOW }),
        warehouse: dying.warehouse,
        logger,
        pastMs: 90 * DAY,
        rowsLoaded: () => 0,
        exclusively: createExclusive(),
        lookMs: 1,
      })
      await eventually(async () => dying.isGone() || (await isDone(warehouse, segments)), timeoutMs, 20)
      await keeping.close()
    },
    stamps: (segments, share = 1) => stampsIn(warehouse, segments, share),
  }
}

/** A warehouse that takes so many writes, and none after them. */
function mortal(warehouse: Warehouse, writes: number): { warehouse: Warehouse; isGone(): boolean } {
  let left = writes
  const alive =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      left-- > 0 ? call(...args) : Promise.reject(new Error('gone'))
  return {
    isGone: () => left <= 0,
    warehouse: {
      query: (sql, params, limits) => warehouse.query(sql, params, limits),
      stream: (sql, params, limits) => warehouse.stream(sql, params, limits),
      stopInsert: (id) => warehouse.stopInsert(id),
      stopInserts: (prefix) => warehouse.stopInserts(prefix),
      ping: () => warehouse.ping(),
      close: () => warehouse.close(),
      command: alive((sql: string, params?: Parameters<Warehouse['command']>[1]) => warehouse.command(sql, params)),
      insertLines: alive((...args: Parameters<Warehouse['insertLines']>) => warehouse.insertLines(...args)),
    },
  }
}

async function isDone(warehouse: Warehouse, segments: readonly LiveSegment[]): Promise<boolean> {
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

type Stored = PersonEventRow & { person: string; segments: number[] }

async function stampsIn(
  warehouse: Warehouse,
  segments: readonly LiveSegment[],
  share: number,
): Promise<{ told: string[]; right: string[] }> {
  const rows = await warehouse.query<Stored>(
    `SELECT person, toInt64(toUnixTimestamp64Milli(event_time)) AS t, toInt64(toUnixTimestamp64Milli(received_at)) AS r, source, channel, name,
      event_id, eid, body, segments, consent_storage, consent_profiling, consent_personalised_ads, consent_measurement, consent_modelling
    FROM facts_final WHERE cityHash64(person) % {share:UInt32} = 0 ORDER BY person, t, eid`,
    { share },
    { maxSeconds: 120 },
  )
  const histories = new Map<string, PersonEvent[]>()
  for (const { person, ...row } of rows) {
    const history = histories.get(person) ?? []
    if (history.length === 0) histories.set(person, history)
    history.push(toPersonEvent(person, row))
  }
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
