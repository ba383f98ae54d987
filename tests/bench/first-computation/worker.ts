import { join } from 'node:path'
import { eventKey, loaderStatePartitions, segmentNumber, TOPICS } from '@weir/contracts'
import type { PersonEvent, StoredSegment } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import type { EventLog, LogEntry } from '@weir/eventlog'
import { strongestIdentifier } from '@weir/identity'
import { startLoader } from '@weir/loader'
import { createClock, createLogger, openConfigView, Registry } from '@weir/runtime'
import { membershipSql, toSql } from '@weir/segmentation'
import { createWarehouseHistory, startSegmenter } from '@weir/segmenter'
import { openLmdbState } from '@weir/state/lmdb'
import type { StateStore } from '@weir/state'
import { seededRandom, tempFolder } from '@weir/testkit'
import { migrate, openWarehouse } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'
import { membersIn } from '../../support/members.ts'
import { timed } from '../parts/usage.ts'
import { answerParent } from '../parts/worker.ts'
import { hitOf, somebody } from '../traffic.ts'

export interface FirstComputation {
  seconds: number
  cpuUs: number
  /** ClickHouse alone: the same segments, one query each. */
  sqlSeconds: number
  /** The same in one pass over the history, as `preview` and `diff` ask. */
  onePassSeconds: number
  memberships: number
  /** Segments whose members are not those that a count over the events gives. */
  wrong: string[]
}

export type FirstComputationWorker = {
  measure(people: number, events: number): Promise<FirstComputation>
}

const DAY = 86_400_000
const START = Date.UTC(2026, 0, 1)
const NOW = START + 30 * DAY
const WINDOW_DAYS = 7
const SEGMENTS = 20
const APPEND = 5_000

const handlers: FirstComputationWorker = {
  async measure(people, events) {
    await using folder = await tempFolder('bench-first')
    const closers: (() => Promise<unknown>)[] = []
    const log = await openLmdbLog({ path: join(folder.path, 'log'), partitions: 1 })
    closers.unshift(() => log.close())
    const openState = async (name: string, partitions: number) => {
      const state = await openLmdbState({ path: join(folder.path, name), partitions })
      closers.unshift(() => state.close())
      return state
    }
    const resolveState = await openState('resolve', 1)
    const foldState = await openState('fold', 1)
    const loaderState = await openState('loader', loaderStatePartitions(1))
    const chdb = await startChdb({ dir: join(folder.path, 'warehouse') })
    closers.unshift(() => chdb.close())
    const warehouse = openWarehouse(chdb)
    closers.unshift(() => warehouse.close())
    await migrate(warehouse)
    const config = await openConfigView(log)
    closers.unshift(() => config.close())

    const times = await appendEvents(log, people, events)
    const logger = createLogger('bench', 'warn')
    const loader = startLoader({ log, warehouse, state: loaderState, logger })
    closers.unshift(() => loader.close())
    const history = createWarehouseHistory({
      warehouse,
      logger,
      partitions: 1,
      loaded: (partition) => loader.factsLoaded(partition),
      aliasesLoaded: (partition) => loader.aliasesLoaded(partition),
    })
    const segmenter = startSegmenter({
      log,
      resolveState,
      foldState,
      config,
      history,
      identity: strongestIdentifier,
      clock: createClock('manual', NOW),
      logger,
      registry: new Registry(),
    })
    closers.unshift(() => segmenter.close())
    await segmenter.drained()
    await loader.drained()

    const segments = definitions()
    const { seconds, cpuUs } = await timed(async () => {
      await Promise.all(segments.map((segment) => config.put(`segment:${segment.id}`, segment)))
      await segmenter.applied(config.segmentsVersion())
    })
    const expected = segments.map((_, i) => membersOf(times, thresholdOf(i)))
    const wrong: string[] = []
    for (const [i, { id }] of segments.entries()) if (!(await hasMembers(foldState, id, expected[i]!))) wrong.push(id)
    const sqlSeconds = (await timed(() => askClickHouse(warehouse, segments, expected, wrong))).seconds
    const onePassSeconds = (await timed(() => askInOnePass(warehouse, segments, expected, wrong))).seconds
    for (const close of closers) await close()
    return { seconds, cpuUs, sqlSeconds, onePassSeconds, memberships: expected.reduce((sum, { size }) => sum + size, 0), wrong }
  },
}

/** At least 2, 3, ... 21. */
function thresholdOf(i: number): number {
  return 2 + i
}

function definitions(): StoredSegment[] {
  return Array.from({ length: SEGMENTS }, (_, i) => {
    const id = `buyers-${i}`
    const rule = { event: { name: 'CompletePayment' }, within: `${WINDOW_DAYS}d`, count: { gte: thresholdOf(i) } }
    return { id, number: segmentNumber(id), version: 1, updated_at: 0, name: id, rule }
  })
}

/**
 * Everybody's events, evenly over 30 days, as resolve passes them on.
 * @returns the times by person.
 */
async function appendEvents(log: EventLog, people: number, events: number): Promise<Map<string, number[]>> {
  const random = seededRandom(11)
  const all = Array.from({ length: people }, (_, i) => somebody(i))
  const times = new Map<string, number[]>(all.map(({ id }) => [id, []]))
  let entries: LogEntry[] = []
  for (let i = 0; i < events; i++) {
    const who = all[random.int(people)]!
    const at = START + Math.floor(((NOW - START) * i) / events)
    const hit = hitOf('Purchase', who.identifiers, `order-${i}`, at)
    const event: PersonEvent = { kind: 'event', person: who.id, eid: eventKey('shop', hit.name, hit.event_id, at), rev: 0, hit }
    entries.push({ partition: 0, key: who.id, value: Buffer.from(JSON.stringify(event)) })
    times.get(who.id)!.push(at)
    if (entries.length < APPEND && i < events - 1) continue
    await log.append(TOPICS.events, entries)
    entries = []
  }
  return times
}

/** Counted one by one, without any of Weir's code. */
function membersOf(times: ReadonlyMap<string, readonly number[]>, atLeast: number): Set<string> {
  const counts = [...times].map(([id, all]) => [id, all.filter((t) => t > NOW - WINDOW_DAYS * DAY && t <= NOW).length] as const)
  return new Set(counts.flatMap(([id, count]) => (count >= atLeast ? [id] : [])))
}

async function hasMembers(state: StateStore, segment: string, expected: ReadonlySet<string>): Promise<boolean> {
  const found = await membersIn(state, segment)
  return found.length === expected.size && found.every(({ id }) => expected.has(id))
}

async function askClickHouse(
  warehouse: Warehouse,
  segments: readonly StoredSegment[],
  expected: readonly ReadonlySet<string>[],
  wrong: string[],
): Promise<void> {
  for (const [i, segment] of segments.entries()) {
    const { sql, params } = toSql(segment, NOW)
    const [row] = await warehouse.query<{ size: number }>(`SELECT count() AS size FROM (${sql})`, params, { maxSeconds: 60 })
    if (Number(row?.size) !== expected[i]!.size) wrong.push(`${segment.id} by SQL`)
  }
}

async function askInOnePass(
  warehouse: Warehouse,
  segments: readonly StoredSegment[],
  expected: readonly ReadonlySet<string>[],
  wrong: string[],
): Promise<void> {
  const { sql, params } = membershipSql(
    segments.map((segment) => ({ segment, at: NOW })),
    NOW,
  )
  const sizes = segments.map((_, i) => `countIf(m${i}) AS s${i}`).join(', ')
  const [row] = await warehouse.query<Record<string, number>>(`SELECT ${sizes} FROM (${sql})`, params, { maxSeconds: 60 })
  for (const [i, { size }] of expected.entries())
    if (Number(row?.[`s${i}`]) !== size) wrong.push(`${segments[i]!.id} in one pass`)
}

answerParent(handlers)
