import { erasureKey, TOPICS } from '@weir/contracts'
import type { Erase, StoredErasure } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createMemoryState } from '@weir/state/memory'
import { eventually } from '@weir/testkit'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createWorld, NOW } from '../../test/world.ts'
import { startErasures } from './job.ts'

/** Requests that one process has put together, as another one reads them: one after the other. */

let warehouse: Awaited<ReturnType<typeof openTestWarehouse>>
beforeAll(async () => void (warehouse = await openTestWarehouse()))
afterAll(() => warehouse[Symbol.asyncDispose]())

const digestOf = (n: number): string => String(n).repeat(32)

async function start() {
  const world = await createWorld({ warehouse: warehouse.warehouse })
  const log = createMemoryLog({ partitions: 1 })
  const { config, deps } = world
  const requestOf = (n: number, more: Partial<StoredErasure> = {}): StoredErasure => ({
    requested_at: NOW,
    asked: deps.erased.seal([digestOf(n)]),
    who: deps.erased.seal([digestOf(n)]),
    found: 1,
    stage: 'state',
    at: NOW,
    batch: 'both',
    together: 2,
    runner: 'this',
    ...more,
  })
  const job = startErasures({ ...deps, log, index: createMemoryState({ partitions: 1 }).shared, runner: 'this' })
  return {
    put: (n: number, more?: Partial<StoredErasure>) => config.put(erasureKey(`r${n}`), requestOf(n, more)),
    stageOf: (n: number) => config.erasures().get(`r${n}`),
    async records() {
      const found = await log.read(TOPICS.events, 0, 0, { records: 100, bytes: 1e6 })
      return found.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as Erase)
    },
    open: (sealed: readonly string[]) => deps.erased.open(sealed),
    async [Symbol.asyncDispose]() {
      await job.close()
      await log.close()
      await world[Symbol.asyncDispose]()
    },
  }
}

describe('requests of one batch', () => {
  test('are erased by one record that names all of them, though they are read one by one', async () => {
    await using job = await start()
    await job.put(1)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(await job.records()).toEqual([])
    await job.put(2)
    await eventually(async () => (await job.records()).length > 0, 20_000)
    const [record] = await job.records()
    expect(job.open(record!.who).toSorted()).toEqual([digestOf(1), digestOf(2)])
  })

  test('are taken up anew when they stay apart', async () => {
    await using job = await start()
    await job.put(1)
    await job.put(2, { batch: 'another', together: 1 })
    await eventually(async () => (await job.records()).length === 2, 30_000)
    const [first, second] = await job.records()
    expect([first!.batch, job.open(first!.who)]).toEqual(['another', [digestOf(2)]])
    expect(job.open(second!.who)).toEqual([digestOf(1)])
    expect(job.stageOf(1)).toMatchObject({ batch: second!.batch, together: 1, stage: 'state' })
  })
})
