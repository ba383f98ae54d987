import { setTimeout as sleep } from 'node:timers/promises'
import { loaderStatePartitions, TOPICS } from '@weir/contracts'
import type { EventLog, LogEntry } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import { createMemoryState } from '@weir/state/memory'
import { eventually, poisonOf, tempFolder } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { TestWarehouse } from '@weir/testkit/warehouse'
import { migrate, openWarehouse } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { startChdb } from '@weir/warehouse/chdb'
import type { Chdb } from '@weir/warehouse/chdb'
import { sampleDelivery, sampleFact } from '@weir/warehouse/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startLoader } from './index.ts'
import type { Loader, LoaderDeps } from './index.ts'

const PARTITIONS = 2
const TABLES = ['facts', 'memberships', 'person_aliases', 'delivery', 'rejected']
const logger = createLogger('loader-test', 'silent')

let opened: TestWarehouse
let chdb: Chdb
let warehouse: Warehouse
let log: EventLog
let state: StateStore

beforeAll(async () => {
  opened = await openTestWarehouse({ faults: true })
  ;({ chdb, warehouse } = opened)
  await stopMerges(warehouse)
})
afterAll(() => opened[Symbol.asyncDispose]())
beforeEach(async () => {
  for (const table of TABLES) await warehouse.command(`TRUNCATE TABLE ${table}`)
  log = createMemoryLog({ partitions: PARTITIONS })
  state = createMemoryState({ partitions: loaderStatePartitions(PARTITIONS) })
})

const entry = (partition: number, offset: number, n: number, row: object): LogEntry => ({
  partition,
  key: 'k',
  value: Buffer.from(JSON.stringify(row)),
  origin: { partition, offset, n },
})
const fact = (partition: number, offset: number, n = 0, change = {}): LogEntry =>
  entry(
    partition,
    offset,
    n,
    sampleFact({ part: partition, off: offset, n, eid: `${partition}-${offset}-${n}`, version: 1, ...change }),
  )
const facts = (partition: number, from: number, to: number): LogEntry[] =>
  Array.from({ length: to - from }, (_, i) => fact(partition, from + i))
const start = (change: Partial<LoaderDeps> = {}): Loader => startLoader({ log, warehouse, state, logger, ...change })

/** A merge would remove the very repeats that we look for. */
async function stopMerges(where: Warehouse): Promise<void> {
  for (const table of TABLES) await where.command(`SYSTEM STOP MERGES ${table}`)
}

/** Without FINAL, and with merges stopped: what was really inserted. */
async function counts(table: string): Promise<{ rows: number; different: number }> {
  const identity = table === 'rejected' ? 'id' : '(part, off, n)'
  const sql = `SELECT count() AS rows, uniqExact(${identity}) AS different FROM ${table}`
  const [row] = await warehouse.query<{ rows: number; different: number }>(sql, {}, { maxSeconds: 10 })
  return row ?? { rows: -1, different: -1 }
}

describe('loader', () => {
  it('loads facts, memberships and rejected rows and knows when it has', async () => {
    const loader = start()
    await loader.drained()
    await log.append(TOPICS.facts, [...facts(0, 0, 300), ...facts(1, 0, 200)])
    const membership = {
      at: '2024-01-01 00:00:00.000',
      recorded_at: '2024-01-01 00:00:00.000',
      person: 'p',
      ordinal: 1,
      segment: 's',
      segment_number: 1,
    }
    await log.append(TOPICS.memberships, [
      entry(1, 7, 0, { ...membership, version: 1, op: 'entered', reason: 'event', cause: '', part: 1, off: 7, n: 0 }),
    ])
    const refused = {
      id: 'r',
      rejected_at: '2024-01-01 00:00:00.000',
      source: '',
      channel: '',
      code: 'x',
      path: '',
      message: '',
      body: '',
    }
    await log.append(TOPICS.rejected, [{ partition: 0, key: '', value: Buffer.from(JSON.stringify(refused)) }])
    await loader.drained()
    expect(await counts('facts')).toEqual({ rows: 500, different: 500 })
    expect(await counts('memberships')).toEqual({ rows: 1, different: 1 })
    expect(await counts('rejected')).toEqual({ rows: 1, different: 1 })
    await loader.close()
    await expect(loader.done).resolves.toBeUndefined()
  })

  it('loads delivery, where a row that is inserted again is the same row', async () => {
    const line = (text: string): LogEntry => ({ partition: 0, key: '', value: Buffer.from(text) })
    const rows = (version: number, impressions: number): LogEntry[] =>
      Array.from({ length: 50 }, (_, i) => line(JSON.stringify(sampleDelivery({ entity: `ad-${i}`, version, impressions }))))
    const sql = 'SELECT count() AS n, sum(impressions) AS impressions FROM delivery_final'
    const sum = async (): Promise<unknown> => (await warehouse.query(sql, {}, { maxSeconds: 10 }))[0]
    await log.append(TOPICS.delivery, rows(2, 10))
    const loader = start({ maxRows: 20 })
    await chdb.fault('drop')
    await chdb.fault('cut')
    await loader.drained()
    expect(await sum()).toEqual({ n: 50, impressions: 500 })
    // What was accepted before comes later: the newer row stays.
    await log.append(TOPICS.delivery, [...rows(1, 7), line('{"entity":"x","impressions":"many"}')])
    await loader.drained()
    expect(await sum()).toEqual({ n: 50, impressions: 500 })
    expect((await counts('rejected')).rows).toBe(1)
    await loader.close()
  })

  it('does not wait for company when the log has no more', async () => {
    const loader = start({ flushMs: 60_000 })
    await log.append(TOPICS.facts, facts(0, 0, 3))
    await eventually(async () => (await counts('facts')).rows === 3, 3_000)
    await loader.close()
  })

  it('neither doubles nor loses a row when the answers of 50 inserts are lost', async () => {
    const before = await chdb.fired()
    for (let i = 0; i < 25; i++) {
      await chdb.fault('cut')
      await chdb.fault('drop')
    }
    const loader = start({ maxRows: 40 })
    for (let i = 0; i < 40; i++)
      await log.append(TOPICS.facts, [...facts(0, i * 50, i * 50 + 50), ...facts(1, i * 50, i * 50 + 50)])
    await loader.drained()
    expect((await chdb.fired()) - before).toBe(50)
    expect(await counts('facts')).toEqual({ rows: 4_000, different: 4_000 })
    await loader.close()
  }, 60_000)

  it('drops what an outbox sends twice, also after a restart', async () => {
    let lines = 0
    // Counted on the way: copies within one insert would collapse by themselves.
    const counting: Warehouse = {
      ...warehouse,
      async insertLines(table, rows, options) {
        lines += rows.length
        await warehouse.insertLines(table, rows, options)
      },
    }
    const first = start({ warehouse: counting })
    await log.append(TOPICS.facts, [...facts(0, 0, 10), fact(0, 10, 0), fact(0, 10, 1)])
    await log.append(TOPICS.facts, [...facts(0, 5, 10), fact(0, 10, 0), fact(0, 10, 1), fact(0, 10, 2)])
    await first.drained()
    expect(lines).toBe(13)
    await first.close()
    const second = start({ warehouse: counting })
    await second.drained()
    await log.append(TOPICS.facts, [...facts(0, 0, 10), fact(0, 10, 2), fact(0, 11)])
    await second.drained()
    expect(lines).toBe(14)
    expect(await counts('facts')).toEqual({ rows: 14, different: 14 })
    await second.close()
  })

  it('inserts nothing twice after a crash between insert and commit, whatever the new batches are', async () => {
    await log.append(TOPICS.facts, facts(0, 0, 1_000))
    const crash = new Error('crashed before the commit')
    const crashing: StateStore = {
      ...state,
      acquire: async (partition) => ({ ...(await state.acquire(partition)), commit: () => Promise.reject(crash) }),
    }
    const first = start({ state: crashing })
    await expect(first.done).rejects.toBe(crash)
    await expect(first.drained()).rejects.toBe(crash)
    expect(await counts('facts')).toEqual({ rows: 1_000, different: 1_000 })
    await log.append(TOPICS.facts, facts(0, 1_000, 1_100))
    const second = start({ maxRows: 150 })
    await second.drained()
    expect(await counts('facts')).toEqual({ rows: 1_100, different: 1_100 })
    await second.close()
  })

  it('sets a row aside that the warehouse will not take, and moves on', async () => {
    const loader = start()
    const bad = { ...fact(0, 123), value: Buffer.from(JSON.stringify({ ...sampleFact(), value: 1e30 })) }
    const worse = { ...fact(0, 301), value: Buffer.from('{"event_time":') }
    const { origin: _none, ...orphan } = fact(0, 302)
    await log.append(TOPICS.facts, [...facts(0, 0, 123), bad, ...facts(0, 124, 301), worse, orphan, ...facts(0, 303, 500)])
    await loader.drained()
    expect(await counts('facts')).toEqual({ rows: 497, different: 497 })
    const sql = 'SELECT id, source, message, body FROM rejected ORDER BY id'
    const rejected = await warehouse.query<{ id: string; message: string; source: string; body: string }>(
      sql,
      {},
      { maxSeconds: 5 },
    )
    expect(rejected.map((row) => row.id)).toEqual([
      'loader:weir.facts:0:123',
      'loader:weir.facts:0:301',
      'loader:weir.facts:0:302',
    ])
    expect(rejected[0]?.message).toMatch(/Decimal value is too big/)
    expect(rejected[0]?.source).toBe('PX1')
    expect(JSON.parse(rejected[0]?.body ?? '')).toMatchObject({ value: 1e30 })
    await log.append(TOPICS.facts, facts(0, 500, 510))
    await loader.drained()
    expect((await counts('facts')).rows).toBe(507)
    await loader.close()
  })

  it('sets aside what is no row of its table, of every topic, and brings in its neighbours', async () => {
    const at = '2024-01-01 00:00:00.000'
    const member = { at, recorded_at: at, person: 'p', ordinal: 1, segment: 's', segment_number: 1, version: 1, op: 'entered' }
    const refusal = { rejected_at: at, source: '', channel: '', code: 'x', path: '', message: '', body: '' }
    const good = {
      [TOPICS.facts]: (n: number) => fact(0, n),
      [TOPICS.memberships]: (n: number) => entry(0, n, 0, { ...member, reason: 'event', cause: '', part: 0, off: n, n: 0 }),
      [TOPICS.rejected]: (n: number) => entry(0, n, 0, { id: `refused-${n}`, ...refusal }),
    }
    const error = vi.spyOn(logger, 'error')
    const loader = start()
    let poisoned = 0
    for (const [topic, make] of Object.entries(good) as [keyof typeof good, (n: number) => LogEntry][]) {
      const poison = poisonOf(Buffer.from(make(0).value).toString())
      poisoned += poison.length
      const bad = poison.map(([, value], i) => ({ ...make(2 * i + 1), value }))
      const entries = bad.flatMap((one, i) => [make(2 * i), one])
      await log.append(topic, [...entries, make(2 * bad.length)])
      await loader.drained()
    }
    const perTopic = poisoned / 3
    expect(perTopic).toBeGreaterThanOrEqual(14)
    expect(await counts('facts')).toEqual({ rows: perTopic + 1, different: perTopic + 1 })
    expect(await counts('memberships')).toEqual({ rows: perTopic + 1, different: perTopic + 1 })
    expect(await counts('rejected')).toEqual({ rows: poisoned + perTopic + 1, different: poisoned + perTopic + 1 })
    expect(JSON.stringify(error.mock.calls)).not.toContain('kanari')
    expect(error).toHaveBeenCalledTimes(poisoned)
    error.mockRestore()
    await loader.close()
  })

  it('says once that the warehouse is away and once that it is back', async () => {
    const warn = vi.spyOn(logger, 'warn')
    const info = vi.spyOn(logger, 'info')
    await log.append(TOPICS.facts, facts(0, 0, 10))
    const away = openWarehouse({ ...chdb, url: 'http://127.0.0.1:9' })
    let current = away
    const switching: Warehouse = {
      ...warehouse,
      insertLines: (...args) => current.insertLines(...args),
      stopInserts: (id) => current.stopInserts(id),
    }
    const loader = start({ warehouse: switching })
    await sleep(500)
    expect(warn).toHaveBeenCalledTimes(1)
    current = warehouse
    await loader.drained()
    expect(warn).toHaveBeenCalledTimes(1)
    expect(info).toHaveBeenCalledTimes(1)
    expect(await counts('facts')).toEqual({ rows: 10, different: 10 })
    await loader.close()
    await away.close()
  })

  it('closes while the warehouse is away; the log keeps the rows', async () => {
    await log.append(TOPICS.facts, facts(1, 0, 20))
    const away = openWarehouse({ ...chdb, url: 'http://127.0.0.1:9' })
    const first = start({ warehouse: away })
    const waiting = first.drained().catch((error: unknown) => error)
    await sleep(300)
    const begun = performance.now()
    await first.close()
    expect(performance.now() - begun).toBeLessThan(3_000)
    expect(await waiting).toMatchObject({ name: 'ClosingError' })
    await away.close()
    const second = start()
    await second.drained()
    expect(await counts('facts')).toEqual({ rows: 20, different: 20 })
    await second.close()
  })

  it('neither doubles nor loses a row when the warehouse is killed while it inserts', async () => {
    await using own = await tempFolder('loader-kill')
    const rows = 6_000
    for (let i = 0; i < rows; i += 100) await log.append(TOPICS.facts, [...facts(0, i, i + 100), ...facts(1, i, i + 100)])
    let inserted = 0
    for (let i = 0; i < 3; i++) {
      const child = await startChdb({ dir: own.path })
      const client = openWarehouse(child)
      await migrate(client)
      await stopMerges(client)
      const loader = start({ warehouse: client, maxRows: 300 })
      // Killed in the middle of the work, each time a little later in the life of an insert.
      inserted = await eventually(async () => {
        const [row] = await client.query<{ n: number }>('SELECT count() AS n FROM facts', {}, { maxSeconds: 10 })
        return row !== undefined && row.n > inserted && row.n
      })
      await sleep(10 * i)
      process.kill(child.pid, 'SIGKILL')
      expect((await child.exited).expected).toBe(false)
      await loader.close()
      await client.close()
    }
    expect(inserted).toBeLessThan(2 * rows)
    const child = await startChdb({ dir: own.path })
    const client = openWarehouse(child)
    await stopMerges(client)
    const loader = start({ warehouse: client, maxRows: 700 })
    await loader.drained()
    const sql = 'SELECT count() AS rows, uniqExact((part, off, n)) AS different FROM facts'
    expect(await client.query(sql, {}, { maxSeconds: 10 })).toEqual([{ rows: 2 * rows, different: 2 * rows }])
    await loader.close()
    await client.close()
    await child.close()
  }, 60_000)

  it('stops when another loader takes its partitions', async () => {
    const first = start()
    await log.append(TOPICS.facts, facts(0, 0, 5))
    await first.drained()
    await state.acquire(0)
    await log.append(TOPICS.facts, facts(0, 5, 10))
    await expect(first.done).rejects.toMatchObject({ name: 'FencedError' })
  })

  it('refuses a state of the wrong size', () => {
    expect(() => start({ state: createMemoryState({ partitions: 2 }) })).toThrow(/must have 6 partitions/)
  })
})
