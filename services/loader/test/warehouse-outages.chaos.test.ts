import { setTimeout as sleep } from 'node:timers/promises'
import type { EventLog } from '@weir/eventlog'
import { Registry } from '@weir/runtime'
import { eventually, lossyProxy } from '@weir/testkit'
import type { Fate } from '@weir/testkit'
import { startClickHouse } from '@weir/testkit/servers'
import { openWarehouse } from '@weir/warehouse'
import { expect, test, vi } from 'vitest'
import { PARTITIONS, countFacts, exactly, logger, openUnmerged, startLoading } from './support/loading.ts'

// The warehouse away: at the start, for a while, and again and again, while the stream goes on.

const KILLS = 10
const AWAY_MS = 20_000
const CATCH_UP_MS_MAX = 45_000
const MAX_ROWS = 500
/** Per partition and hundredth of a second. */
const ROWS = 5

test('a loader that starts before the warehouse says so once, and loads when it comes', async () => {
  await using clickhouse = await startClickHouse()
  await using warehouse = await openUnmerged(clickhouse)
  await clickhouse.kill()
  const warn = vi.spyOn(logger, 'warn').mockClear()
  const loading = startLoading()
  await loading.append(500)
  const registry = new Registry()
  const loader = loading.start(warehouse, { registry })
  await eventually(async () => (await registry.metrics()).includes('weir_loader_warehouse_away{table="facts"} 1'))
  await sleep(2_000)
  expect(warn).toHaveBeenCalledTimes(1)
  await clickhouse.restart()
  await loader.drained()
  const metrics = await registry.metrics()
  expect(metrics).toContain('weir_loader_warehouse_away{table="facts"} 0')
  expect(metrics).toContain('weir_loader_rows_total{table="facts"} 1000')
  expect(await countFacts(warehouse)).toEqual(exactly(1_000))
  await loader.close()
})

test('a stream goes on through 20 s without an answer and ten deaths of the server: bounded in memory, soon caught up, exact', async () => {
  await using clickhouse = await startClickHouse()
  await using direct = await openUnmerged(clickhouse)
  let fate: Fate = 'pass'
  await using proxy = await lossyProxy(Number(new URL(clickhouse.url).port), () => fate)
  const warehouse = openWarehouse({ ...clickhouse, url: `http://127.0.0.1:${proxy.port}` })
  const loading = startLoading()
  const taken = countingReads(loading.log)
  const registry = new Registry()
  const loader = loading.start(warehouse, { log: taken.log, maxRows: MAX_ROWS, registry })
  const streaming = new AbortController()
  const stream = appendUntil(streaming.signal, () => loading.append(ROWS))

  for (let kill = 0; kill < KILLS; kill++) {
    await sleep(300 + 100 * kill)
    await clickhouse.kill()
    await sleep(50 * kill)
    await clickhouse.restart()
  }
  await catchUp(async () => (await countFacts(direct)).different >= loading.appended() / 2)

  const before = loading.appended()
  fate = 'cut'
  await sleep(AWAY_MS)
  // Of what came meanwhile the loader has read no more than one full batch and one read ahead per
  // partition.
  const known = (await countFacts(direct)).different
  expect(loading.appended() - before).toBeGreaterThan(4 * MAX_ROWS)
  expect(taken.records() - known).toBeLessThanOrEqual(PARTITIONS * 2 * MAX_ROWS)
  expect(loading.appended() - taken.records()).toBeGreaterThan(2 * MAX_ROWS)
  expect(proxy.lost()).toBeGreaterThan(3)
  const metrics = await registry.metrics()
  expect(metrics).toContain('weir_loader_warehouse_away{table="facts"} 1')
  expect(Number(/oldest_row_seconds\{table="facts"\} ([\d.]+)/.exec(metrics)?.[1])).toBeGreaterThan(AWAY_MS / 2_000)

  fate = 'pass'
  await catchUp(async () => (await countFacts(direct)).different >= loading.appended() - MAX_ROWS)
  streaming.abort()
  await stream
  await loader.drained()
  expect(await countFacts(direct)).toEqual(exactly(loading.appended()))
  expect(await registry.metrics()).toContain('weir_loader_oldest_row_seconds{table="facts"} 0')
  await loader.close()
  await warehouse.close()
}, 180_000)

/** The same log, counting the facts that a consumer was given. */
function countingReads(log: EventLog): { log: EventLog; records(): number } {
  let records = 0
  const counting: EventLog = {
    ...log,
    consume: (options) =>
      log.consume({
        ...options,
        async assign(partition) {
          const handler = await options.assign(partition)
          return {
            ...handler,
            batch(batch) {
              records += batch.length
              return handler.batch(batch)
            },
          }
        },
      }),
  }
  return { log: counting, records: () => records }
}

/** About a hundred times a second. */
async function appendUntil(signal: AbortSignal, append: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await append()
    await sleep(10)
  }
}

async function catchUp(reached: () => Promise<boolean>): Promise<void> {
  await eventually(reached, CATCH_UP_MS_MAX, 200)
}
