// Held by services/segmenter/src/backfill/history/history.test.ts

import { setTimeout as sleep } from 'node:timers/promises'
import { backoffMs } from '@weir/runtime'
import type { Logger } from '@weir/runtime'
import { WarehouseError } from '@weir/warehouse'
import type { Warehouse } from '@weir/warehouse'
import type { History, HistoryAsk, HistoryPage } from '../history.ts'
import { historyPage } from './rows.ts'
import type { PersonHistoryRow } from './rows.ts'
import { historySql } from './sql.ts'
import type { HistorySql } from './sql.ts'

export interface WarehouseHistoryDeps {
  warehouse: Warehouse
  logger: Logger
  /** How many partitions the deployment has: ordinals of one partition are so far apart. */
  partitions: number
  /**
   * Resolves when all facts of the partition that are in the log at the time of the call are in the
   * warehouse. Rejects when whoever loads them has stopped.
   */
  loaded: (partition: number) => Promise<void>
  /** The same of the aliases of those whom people of the partition absorbed. */
  aliasesLoaded: (partition: number) => Promise<void>
  /** About so many events are asked for at once. Default 250,000. */
  eventsAtOnce?: number
}

const EVENTS_AT_ONCE = 250_000
/** Where the bodies are read, so many times fewer. */
const BODIES = 10
const QUERY = { maxSeconds: 600, maxRows: 0 }
const PAUSES = { min: 50, max: 5_000 }
/** Waiting for the loader longer than this is worth a line in the log. */
const PATIENCE_MS = 1_000

/** Whoever loads the facts has stopped. */
class NotLoadedError extends Error {
  override readonly name = 'NotLoadedError'
}

/**
 * History from the warehouse. ClickHouse filters, groups by person and sends only what the
 * conditions need, a range of people at a time; while one range is worked on, it reads the next.
 * Whatever fails is asked again from the last complete person on.
 */
export function createWarehouseHistory(deps: WarehouseHistoryDeps): History {
  const { logger } = deps
  return {
    async *pages(ask) {
      const { partition, signal } = ask
      let from = ask.from
      for (let failures = 0; from < ask.to && !signal.aborted;) {
        try {
          await awaitLoaded(deps, ask)
          for await (const page of pagesOnce(deps, { ...ask, from }, failures)) {
            if (failures > 0) logger.info({ partition }, 'the warehouse is back: counting history goes on')
            failures = 0
            from = page.completeBelow
            yield page
          }
        } catch (error) {
          if (signal.aborted) return
          if (!(error instanceof WarehouseError || error instanceof NotLoadedError)) throw error
          const pauseMs = backoffMs(failures++, PAUSES)
          const about = { partition, reason: error.message, pauseMs }
          logger.warn(about, 'the warehouse did not answer: new conditions wait for their history, live traffic goes on')
          // Cut short when it closes: the loop looks at the signal.
          await sleep(pauseMs, undefined, { signal }).catch(() => undefined)
        }
      }
    },
  }
}

async function awaitLoaded(deps: WarehouseHistoryDeps, { partition, upTo }: HistoryAsk): Promise<void> {
  const { loaded, aliasesLoaded, logger } = deps
  const others = Object.keys(upTo ?? {}).map(Number)
  const away = others.filter((other) => other !== partition)
  const started = performance.now()
  const timer = setTimeout(
    () => logger.info({ partition }, 'new conditions wait until the warehouse has all of their history'),
    PATIENCE_MS,
  )
  try {
    await Promise.all([loaded(partition), ...away.map(loaded), ...(upTo ? [aliasesLoaded(partition)] : [])])
  } catch (cause) {
    throw new NotLoadedError(cause instanceof Error ? cause.message : String(cause), { cause })
  } finally {
    clearTimeout(timer)
  }
  const waitedMs = Math.round(performance.now() - started)
  if (waitedMs >= PATIENCE_MS) logger.info({ partition, waitedMs }, 'the warehouse has all of the history')
}

/**
 * @param failures so many attempts came to nothing: the ranges are made smaller, it may have been
 *   too much at once.
 */
async function* pagesOnce(deps: WarehouseHistoryDeps, ask: HistoryAsk, failures: number): AsyncGenerator<HistoryPage> {
  const sql = historySql(ask, deps.partitions)
  const width = Math.max(1, Math.floor((await peopleAtOnce(deps, ask, sql)) / 2 ** failures)) * deps.partitions
  const endOf = (from: number): number => Math.min(from + width, ask.to)
  let upcoming = readRange(deps, sql, ask.from, endOf(ask.from))
  for (let from = ask.from; from < ask.to; from = endOf(from)) {
    const batches = await upcoming
    if (endOf(from) < ask.to) upcoming = readRange(deps, sql, endOf(from), endOf(endOf(from)))
    // Whoever stops in between does not wait for it.
    upcoming.catch(() => undefined)
    for (const rows of batches) yield historyPage(rows)
    yield { events: [], leftOut: [], completeBelow: endOf(from) }
  }
}

/** As many people as have about as many events as may be in memory. */
async function peopleAtOnce(deps: WarehouseHistoryDeps, { from, to, specs }: HistoryAsk, sql: HistorySql): Promise<number> {
  const atOnce = (deps.eventsAtOnce ?? EVENTS_AT_ONCE) / (specs.every(({ plain }) => plain) ? 1 : BODIES)
  const [row] = await deps.warehouse.query<{ events: number }>(sql.count, { ...sql.params, from, to }, QUERY)
  const people = Math.ceil((to - from) / deps.partitions)
  return Math.ceil(people * Math.min(1, atOnce / Math.max(1, row?.events ?? 0)))
}

/** All of it at once: an answer that waits for its reader would keep others from asking. */
async function readRange(
  { warehouse }: WarehouseHistoryDeps,
  sql: HistorySql,
  from: number,
  to: number,
): Promise<PersonHistoryRow[][]> {
  const batches: PersonHistoryRow[][] = []
  for await (const rows of warehouse.stream<PersonHistoryRow>(sql.rows, { ...sql.params, from, to }, QUERY)) batches.push(rows)
  return batches
}
