import { loaderStatePartitions, TOPICS } from '@weir/contracts'
import type { EventLog, LogEntry } from '@weir/eventlog'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger, Registry } from '@weir/runtime'
import type { StateStore } from '@weir/state'
import { createMemoryState } from '@weir/state/memory'
import { poisonOf } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { TestWarehouse } from '@weir/testkit/warehouse'
import type { Warehouse } from '@weir/warehouse'
import type { Chdb } from '@weir/warehouse/chdb'
import { sampleAlias, sampleMembership } from '@weir/warehouse/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startLoader } from './index.ts'
import type { Loader, LoaderDeps } from './index.ts'

const PARTITIONS = 2
const TABLES = ['memberships', 'person_aliases', 'rejected']
const logger = createLogger('aliases-test', 'silent')

let opened: TestWarehouse
let chdb: Chdb
let warehouse: Warehouse
let log: EventLog
let state: StateStore

beforeAll(async () => {
  opened = await openTestWarehouse({ faults: true })
  ;({ chdb, warehouse } = opened)
  // A merge would remove the very repeats that we look for.
  for (const table of TABLES) await warehouse.command(`SYSTEM STOP MERGES ${table}`)
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
const start = (change: Partial<LoaderDeps> = {}): Loader => startLoader({ log, warehouse, state, logger, ...change })

/** Without FINAL, and with merges stopped: what was really inserted. */
async function counts(table: string): Promise<{ rows: number; different: number }> {
  const identity = table === 'rejected' ? 'id' : '(part, off, n)'
  const sql = `SELECT count() AS rows, uniqExact(${identity}) AS different FROM ${table}`
  const [row] = await warehouse.query<{ rows: number; different: number }>(sql, {}, { maxSeconds: 10 })
  return row ?? { rows: -1, different: -1 }
}

describe('a loader of changes and aliases', () => {
  it('loads aliases into their own table, in place among the changes, once each', async () => {
    const registry = new Registry()
    const change = (off: number, n = 0): LogEntry => entry(1, off, n, sampleMembership({ part: 1, off, n }))
    const alias = (off: number, n: number, other = {}): LogEntry =>
      entry(1, off, n, sampleAlias({ person: `p${off}-${n}`, version: 1, part: 1, off, n, ...other }))
    const merge = (off: number): LogEntry[] => [change(off, 0), alias(off, 1), change(off, 2), alias(off, 3)]
    const story = [...merge(1), change(2), ...merge(3), alias(4, 0)]
    // Answers are lost in between, and the outbox sends a part again.
    for (let i = 0; i < 4; i++) await chdb.fault(i % 2 === 0 ? 'cut' : 'drop')
    const first = start({ registry, maxRows: 3 })
    await log.append(TOPICS.memberships, [...story, ...merge(3)])
    await first.drained()
    await first.close()
    const second = start({ registry })
    await log.append(TOPICS.memberships, [...merge(3), alias(4, 0), alias(5, 0)])
    await second.drained()
    await second.close()
    expect(await counts('memberships')).toEqual({ rows: 5, different: 5 })
    expect(await counts('person_aliases')).toEqual({ rows: 6, different: 6 })
    expect(await counts('rejected')).toEqual({ rows: 0, different: 0 })
    const text = await registry.metrics()
    expect(text).toContain('weir_loader_rows_total{table="memberships"} 5')
    expect(text).toContain('weir_loader_rows_total{table="person_aliases"} 6')
  })

  it('inserts no alias twice after a crash between insert and commit', async () => {
    const aliases = Array.from({ length: 200 }, (_, off) => [
      entry(0, off, 0, sampleMembership({ part: 0, off, n: 0 })),
      entry(0, off, 1, sampleAlias({ person: `p${off}`, version: 1, part: 0, off, n: 1 })),
    ]).flat()
    await log.append(TOPICS.memberships, aliases)
    const crash = new Error('crashed before the commit')
    const crashing: StateStore = {
      ...state,
      acquire: async (partition) => ({ ...(await state.acquire(partition)), commit: () => Promise.reject(crash) }),
    }
    await expect(start({ state: crashing }).done).rejects.toBe(crash)
    expect(await counts('person_aliases')).toEqual({ rows: 200, different: 200 })
    const second = start({ maxRows: 30 })
    await second.drained()
    expect(await counts('person_aliases')).toEqual({ rows: 200, different: 200 })
    expect(await counts('memberships')).toEqual({ rows: 200, different: 200 })
    await second.close()
  })

  it('sets poisoned aliases aside, and brings in their neighbours of both kinds', async () => {
    const registry = new Registry()
    const alias = (off: number): LogEntry => entry(0, off, 0, sampleAlias({ person: `p${off}`, version: 1, part: 0, off, n: 0 }))
    const change = (off: number): LogEntry => entry(0, off, 0, sampleMembership({ part: 0, off, n: 0 }))
    const good = Buffer.from(alias(0).value).toString()
    const both = { ...sampleMembership(), ...sampleAlias() }
    const bad = [
      ...poisonOf(good).map(([, value]) => value),
      ...[both, { ...sampleAlias(), version: -1 }, { ...sampleAlias(), into: null }, { ...sampleAlias(), later: 1 }].map((row) =>
        Buffer.from(JSON.stringify(row)),
      ),
    ]
    const entries = bad.flatMap((value, i) => [alias(3 * i), { ...alias(3 * i + 1), value }, change(3 * i + 2)])
    const { origin: _none, ...orphan } = alias(999)
    const loader = start({ registry })
    await log.append(TOPICS.memberships, [...entries, orphan, alias(1_000)])
    await loader.drained()
    expect(await counts('person_aliases')).toEqual({ rows: bad.length + 1, different: bad.length + 1 })
    expect(await counts('memberships')).toEqual({ rows: bad.length, different: bad.length })
    expect(await counts('rejected')).toEqual({ rows: bad.length + 1, different: bad.length + 1 })
    expect(await registry.metrics()).toMatch(/weir_loader_poison_rows_total\{table="person_aliases"\} ([5-9]|1\d)\n/)
    await loader.close()
  })
})
