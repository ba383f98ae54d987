import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, stallingProxy } from '@weir/testkit'
import { startClickHouse } from '@weir/testkit/servers'
import { openWarehouse } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import { expect, test } from 'vitest'
import { countFacts, exactly, openUnmerged, startLoading } from './support/loading.ts'

// What an insert leaves behind whose end nobody saw: answers that are lost, and inserts that arrive
// when they were given up.

test('neither doubles nor loses a row when 500 inserts are applied and their answers lost', async () => {
  const cuts = 500
  await using clickhouse = await startClickHouse({ faults: true })
  await using warehouse = await openUnmerged(clickhouse)
  const loading = startLoading()
  await clickhouse.fault('cut', cuts)
  const loader = loading.start(warehouse, { maxRows: 20 })
  await loading.append(6_000)
  await loader.drained()
  expect(await clickhouse.fired()).toBe(cuts)
  expect(await countFacts(warehouse)).toEqual(exactly(12_000))
  await loader.close()
}, 400_000)

test('the same shows doubled rows when the loader does not look before it repeats', async () => {
  await using clickhouse = await startClickHouse({ faults: true })
  await using warehouse = await openUnmerged(clickhouse)
  const loading = startLoading()
  await clickhouse.fault('cut', 5)
  const blind: Warehouse = { ...warehouse, stream: () => noRows() }
  const loader = loading.start(blind, { maxRows: 20 })
  await loading.append(100)
  await loader.drained()
  expect(await countFacts(warehouse)).toEqual({ rows: 300, different: 200, final: 200 })
  await loader.close()
})

test('a new owner waits for an insert of the old one that the server still holds', async () => {
  await using clickhouse = await startClickHouse({ faults: true })
  await using warehouse = await openUnmerged(clickhouse)
  const loading = startLoading()
  await loading.append(100)
  await clickhouse.fault('hold')
  const old = loading.start(warehouse)
  await eventually(async () => (await clickhouse.fired()) === 1)
  const fresh = loading.startRival(warehouse)
  let settled = false
  const settling = fresh.drained().then(() => (settled = true))
  await sleep(1_000)
  expect(settled).toBe(false)
  await clickhouse.release()
  await settling
  await expect(old.done).rejects.toMatchObject({ name: 'FencedError' })
  expect(await countFacts(warehouse)).toEqual(exactly(200))
  await fresh.close()
})

test('rows that arrive after a new owner has inserted them are there once for every reader', async () => {
  await using clickhouse = await startClickHouse()
  await using direct = await openUnmerged(clickhouse)
  await using proxy = await stallingProxy(Number(new URL(clickhouse.url).port))
  const slow = openWarehouse({ ...clickhouse, url: `http://127.0.0.1:${proxy.port}` })
  let sent = 0
  const watched: Warehouse = {
    ...slow,
    insertLines(...args) {
      sent++
      return slow.insertLines(...args)
    },
  }
  const loading = startLoading()
  const old = loading.start(watched, { maxRows: 100 })
  await loading.append(50)
  await old.drained()
  // From here on what the old owner sends is on its way: no kill can reach it, because the server
  // has not heard of it.
  proxy.stall()
  sent = 0
  await loading.append(100)
  await eventually(() => sent === 2)
  const fresh = loading.startRival(direct, { maxRows: 30 })
  await fresh.drained()
  expect(await countFacts(direct)).toEqual(exactly(300))
  proxy.resume()
  await expect(old.done).rejects.toMatchObject({ name: 'FencedError' })
  // Both of its inserts have come after all: 200 copies, which the tables fold.
  await eventually(async () => (await countFacts(direct)).rows === 500)
  expect(await countFacts(direct)).toEqual({ rows: 500, different: 300, final: 300 })
  await fresh.close()
  await slow.close()
})

async function* noRows(): AsyncGenerator<never[]> {
  yield []
}
