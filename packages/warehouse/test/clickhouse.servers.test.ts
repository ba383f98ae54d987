import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, lossyProxy } from '@weir/testkit'
import type { Fate } from '@weir/testkit'
import { startClickHouse } from '@weir/testkit/servers'
import { describe, expect, test } from 'vitest'
import { describeWarehouse, jsonLine, sampleFact } from '../src/contract.ts'
import { ensureDatabase, migrate, openWarehouse } from '../src/index.ts'
import type { Warehouse, WarehouseOptions } from '../src/index.ts'

// A server that is not our child: in a container, somewhere else, or chDB under an address of its
// own. Its database is not `default`.

describeWarehouse('ClickHouse', async () => {
  const clickhouse = await startClickHouse()
  return { options: clickhouse, close: () => clickhouse.stop() }
})

async function open(options: WarehouseOptions): Promise<Warehouse & AsyncDisposable> {
  const warehouse = openWarehouse(options)
  await migrate(warehouse)
  return { ...warehouse, [Symbol.asyncDispose]: () => warehouse.close() }
}
const insert = (warehouse: Warehouse, eid: string, queryId?: string) =>
  warehouse.insertLines('facts', [jsonLine(sampleFact({ eid }))], queryId ? { queryId } : {})
const count = async (warehouse: Warehouse): Promise<number> =>
  (await warehouse.query<{ n: number }>('SELECT count() AS n FROM facts', {}, { maxSeconds: 10 }))[0]?.n ?? -1

describe('ClickHouse as a server', () => {
  test('is refused while it is dead, and found again at its address with what it had acknowledged', async () => {
    await using clickhouse = await startClickHouse()
    await using warehouse = await open(clickhouse)
    await insert(warehouse, 'before')
    await clickhouse.kill()
    await expect(warehouse.ping()).rejects.toMatchObject({ fault: 'outage', retryable: true })
    await expect(insert(warehouse, 'dead')).rejects.toMatchObject({ fault: 'outage', outcomeUnknown: false })
    await clickhouse.restart()
    await warehouse.ping()
    expect(await count(warehouse)).toBe(1)
    await insert(warehouse, 'after')
    expect(await count(warehouse)).toBe(2)
  })

  test('has done what it was asked when only its answer is lost', async () => {
    await using clickhouse = await startClickHouse()
    await using direct = await open(clickhouse)
    let fate: Fate = 'pass'
    await using proxy = await lossyProxy(Number(new URL(clickhouse.url).port), () => fate)
    await using warehouse = await open({ ...clickhouse, url: `http://127.0.0.1:${proxy.port}` })
    fate = 'cut'
    await expect(insert(warehouse, 'cut', 'cut-1')).rejects.toMatchObject({ fault: 'outage', outcomeUnknown: true })
    fate = 'pass'
    await warehouse.stopInsert('cut-1')
    expect(proxy.lost()).toBe(1)
    expect(await count(direct)).toBe(1)
  })

  test('keeps databases apart, and says so when one is missing', async () => {
    await using clickhouse = await startClickHouse()
    await using warehouse = await open(clickhouse)
    await insert(warehouse, 'here')
    const elsewhere = { ...clickhouse, database: `${clickhouse.database}_other` }
    const lost = openWarehouse(elsewhere)
    await expect(lost.ping()).rejects.toMatchObject({ fault: 'statement', code: 'UNKNOWN_DATABASE' })
    await expect(insert(lost, 'nowhere')).rejects.toMatchObject({ fault: 'statement', code: 'UNKNOWN_DATABASE' })
    await ensureDatabase(elsewhere)
    await ensureDatabase(elsewhere)
    await migrate(lost)
    expect(await Promise.all([count(lost), count(warehouse), count(lost), count(warehouse)])).toEqual([0, 1, 0, 1])
    await insert(lost, 'there')
    expect(await count(warehouse)).toBe(1)
    await lost.command(`DROP DATABASE ${elsewhere.database}`)
    await lost.close()
  })

  test('takes orders for faults where they can be had', async () => {
    await using clickhouse = await startClickHouse({ faults: true })
    await using warehouse = await open(clickhouse)
    const before = await clickhouse.fired()
    await clickhouse.fault('hold')
    const held = insert(warehouse, 'held', 'held-1').catch((error: unknown) => error)
    await eventually(async () => (await clickhouse.fired()) > before)
    let stopped = false
    const stopping = warehouse.stopInsert('held-1').then(() => (stopped = true))
    await sleep(200)
    expect(stopped).toBe(false)
    await clickhouse.release()
    await stopping
    expect(await held).toMatchObject({ code: 'QUERY_WAS_CANCELLED', outcomeUnknown: true })
    expect(await count(warehouse)).toBe(0)
  })
})
