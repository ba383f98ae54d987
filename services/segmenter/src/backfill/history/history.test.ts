import { clickhouseTime } from '@weir/contracts'
import { eventually, seededRandom } from '@weir/testkit'
import { WarehouseError } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { openTestWarehouse } from '@weir/testkit/warehouse'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  counted,
  DAY,
  eventOf,
  fillAll,
  fromLog,
  fromWarehouse,
  logger,
  nameOf,
  NOW,
  ordinalOf,
  PARTITION,
  PARTITIONS,
  purchases,
  READY,
  RULES,
  specsOf,
  worldOf,
} from '../../../test/history.ts'
import { toFact } from '../../evaluate/rows.ts'
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

describe('both adapters count the same', () => {
  test.each(Object.entries(RULES))('%s', async (_, rules) => {
    const world = await worldOf(warehouse, 3, 3_000, 120)
    const specs = specsOf(...rules)
    const expected = counted((await fillAll(fromLog(world), world, { specs })).people)
    expect(expected).not.toEqual([])
    expect(counted((await fillAll(fromWarehouse(warehouse), world, { specs })).people)).toEqual(expected)
    // However little is taken at once.
    expect(counted((await fillAll(fromLog(world, 7), world, { specs })).people)).toEqual(expected)
    expect(counted((await fillAll(fromWarehouse(warehouse, 100), world, { specs })).people)).toEqual(expected)
  })

  test('up to an offset, and no further', async () => {
    // An event that is enriched later may be in the warehouse in its newer version only; that one
    // came live.
    const world = await worldOf(warehouse, 4, 1_000, 40, 0)
    const specs = specsOf(...Object.values(RULES).flat())
    const asked = { specs, until: 400 }
    const some = counted((await fillAll(fromWarehouse(warehouse), world, asked)).people)
    expect(some).toEqual(counted((await fillAll(fromLog(world), world, asked)).people))
    expect(some).not.toEqual(counted((await fillAll(fromWarehouse(warehouse), world, { specs })).people))
  })

  test.each(['log', 'warehouse'])('from the %s it goes on where it was', async (kind) => {
    const world = await worldOf(warehouse, 5, 4_000, 1_500)
    const specs = specsOf(purchases('30d'))
    const history = kind === 'log' ? fromLog(world, 600) : fromWarehouse(warehouse, 500)
    const whole = counted((await fillAll(history, world, { specs })).people) as unknown[]
    const first = await fillAll(history, world, { specs, briefly: true })
    expect(first.next).toBeLessThan(world.people.at(-1)!.ordinal)
    const rest = await fillAll(history, world, { specs, from: first.next })
    const both = [...(counted(first.people) as unknown[]), ...(counted(rest.people) as unknown[])]
    expect(both).toEqual(whole)
  })
})

describe('the warehouse', () => {
  const failing = (times: number, kept: string[] = []): Warehouse => ({
    ...warehouse,
    async *stream<T>(sql: string, params: Parameters<Warehouse['stream']>[1], limits: Parameters<Warehouse['stream']>[2]) {
      kept.push(sql)
      if (times-- > 0) throw new WarehouseError('away', { code: 'ECONNREFUSED', fault: 'outage', outcomeUnknown: false })
      yield* warehouse.stream<T>(sql, params, limits)
    },
  })

  test('is asked again when it does not answer', async () => {
    const world = await worldOf(warehouse, 6, 500, 30)
    const specs = specsOf(purchases('30d'))
    const expected = counted((await fillAll(fromWarehouse(warehouse), world, { specs })).people)
    const asked: string[] = []
    expect(counted((await fillAll(fromWarehouse(failing(3, asked), 100), world, { specs })).people)).toEqual(expected)
    expect(asked.length).toBeGreaterThan(4)
  })

  test('is waited for until it has everything, however often the loader stops', async () => {
    const world = await worldOf(warehouse, 7, 200, 10)
    const specs = specsOf(purchases('30d'))
    const calls: number[] = []
    const loaded = async (partition: number): Promise<void> => {
      calls.push(partition)
      if (calls.length < 3) throw new Error('the loader is closed')
    }
    const history = createWarehouseHistory({ ...READY, warehouse, logger, partitions: PARTITIONS, loaded })
    const { people } = await fillAll(history, world, { specs })
    expect(people.size).toBeGreaterThan(0)
    expect(calls).toEqual([PARTITION, PARTITION, PARTITION])
  })

  test('does not hold up whoever closes meanwhile', async () => {
    const world = await worldOf(warehouse, 8, 50, 5)
    let called = false
    const loaded = async (): Promise<void> => {
      called = true
      throw new Error('never')
    }
    const history = createWarehouseHistory({ ...READY, warehouse, logger, partitions: PARTITIONS, loaded })
    const signal = new AbortController()
    const ask = { partition: PARTITION, until: world.end, from: 0, to: 99, specs: specsOf(purchases('7d')), now: NOW }
    const pages = history.pages({ ...ask, signal: signal.signal })[Symbol.asyncIterator]()
    const first = pages.next()
    await eventually(async () => called)
    signal.abort()
    expect((await first).done).toBe(true)
  })

  test('reads bodies only for conditions that look at them, and old events not at all', async () => {
    const world = await worldOf(warehouse, 9, 500, 20)
    const asked: string[] = []
    await fillAll(fromWarehouse(failing(0, asked), 1000), world, { specs: specsOf(purchases('7d')) })
    expect(asked.join()).not.toMatch(/body|bodies/)
    await fillAll(fromWarehouse(failing(0, asked), 1000), world, { specs: specsOf(...RULES['values, texts and tests']!) })
    expect(asked.join()).toMatch(/bodies/)
  })

  test('tells from when on the state is exact where events were left out', async () => {
    const old = { event_time: clickhouseTime(NOW - 8 * DAY), received_at: clickhouseTime(NOW - 8 * DAY) }
    const world = await worldOf(warehouse, 10, 0, 1)
    const template = toFact({ ...eventOf(seededRandom(1), 1, 1), person: nameOf(0) }, ordinalOf(0), [], {
      part: PARTITION,
      off: 0,
      n: 0,
    })
    const row = { ...template, ...old, name: 'Purchase' }
    await warehouse.insertLines('facts', [Buffer.from(JSON.stringify(row))])
    const { people } = await fillAll(fromWarehouse(warehouse), { ...world, end: 0 }, { specs: specsOf(purchases('7d')) })
    const states = [...people.values()].flatMap((person) => [...person.windowStates.values()])
    expect(states.map(({ entries, exactFrom }) => ({ entries, exactFrom }))).toEqual([{ entries: [], exactFrom: NOW - DAY }])
  })
})
