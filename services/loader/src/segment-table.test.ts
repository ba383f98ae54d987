import { segmentNumber } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger, openConfigView } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keepSegmentTable } from './segment-table.ts'

const logger = createLogger('loader', 'silent')
const rule = { event: { name: 'Purchase' }, within: '7d' } as const
const closers: (() => Promise<unknown>)[] = []
let config: ConfigView
let warehouse: Warehouse

beforeAll(async () => {
  const opened = await openTestWarehouse()
  warehouse = opened.warehouse
  config = await openConfigView(createMemoryLog({ partitions: 1 }))
  closers.push(
    async () => opened[Symbol.asyncDispose](),
    () => config.close(),
  )
})
afterAll(async () => {
  for (const close of closers.reverse()) await close()
})

const save = (id: string, version: number, name = id): Promise<void> =>
  config.put(`segment:${id}`, { id, name, rule, number: segmentNumber(id), version, updated_at: 1_700_000_000_000 })
const shown = () =>
  warehouse.query<{ id: string; name: string; version: number }>(
    'SELECT id, name, version FROM segments ORDER BY id',
    {},
    { maxSeconds: 10 },
  )
const becomes = (rows: { id: string; name: string; version: number }[]) => expect.poll(shown, { timeout: 10_000 }).toEqual(rows)

it('the view segments follows saving, renaming, deleting and coming back, also over restarts', async () => {
  await save('a', 1)
  const first = keepSegmentTable({ config, warehouse, logger })
  await becomes([{ id: 'a', name: 'a', version: 1 }])
  await save('b', 1, `O'Neill "\\" \u{1f600}`)
  await save('a', 1, 'renamed')
  await becomes([
    { id: 'a', name: 'renamed', version: 1 },
    { id: 'b', name: `O'Neill "\\" \u{1f600}`, version: 1 },
  ])
  await first.close()
  // Deleted, and changed, while nobody looks; two processes take it up.
  await config.put('segment:b', undefined)
  await save('a', 2)
  const both = [1, 2].map(() => keepSegmentTable({ config, warehouse, logger }))
  await becomes([{ id: 'a', name: 'a', version: 2 }])
  await save('b', 1)
  await becomes([
    { id: 'a', name: 'a', version: 2 },
    { id: 'b', name: 'b', version: 1 },
  ])
  await Promise.all(both.map((table) => table.close()))
  const [row] = await warehouse.query(
    'SELECT number, rule, purposes, toString(updated_at) AS at FROM segments WHERE id = {id:String}',
    { id: 'a' },
    { maxSeconds: 10 },
  )
  expect(row).toEqual({
    number: segmentNumber('a'),
    rule: JSON.stringify(rule),
    purposes: ['personalised_ads', 'profiling', 'storage'],
    at: '2023-11-14 22:13:20.000',
  })
})

it('writes nothing when nothing changed', async () => {
  const count = async (): Promise<number> =>
    (await warehouse.query<{ n: number }>('SELECT count() AS n FROM segment_definitions', {}, { maxSeconds: 10 }))[0]!.n
  await warehouse.command('OPTIMIZE TABLE segment_definitions FINAL')
  const before = await count()
  const table = keepSegmentTable({ config, warehouse, logger })
  await new Promise((resolve) => setTimeout(resolve, 300))
  await table.close()
  expect([await count(), before]).toEqual([2, 2])
})
