// Held by tests/e2e/erasure.e2e.test.ts

import { eraseReceiptKey, WAREHOUSE_RECEIPT } from '@weir/contracts'
import type { StoredErasure } from '@weir/contracts'
import { eraseBatch, repeat } from '@weir/runtime'
import type { ConfigView, Erased, Logger } from '@weir/runtime'
import { erasePersons } from '@weir/warehouse'
import type { ErasedRows, Warehouse } from '@weir/warehouse'
import { keepLostIdentifiers } from './retention/lost-removals.ts'

interface ErasingDeps {
  config: ConfigView
  erased: Pick<Erased, 'open'>
  warehouse: Warehouse
  logger: Logger
  /** Runs work while nothing is written to the tables that may be of somebody who is erased. */
  exclusively: <T>(work: () => Promise<T>) => Promise<T>
}

/** How often it is looked whether somebody is to be erased, ms. */
const LOOK_MS = 200
/** After a failure it is tried again after so long, ms. */
const AGAIN_MS = 2_000

/**
 * Erases rows from the warehouse, batch by batch, when the control plane says that a batch has left
 * the state and its rows are loaded; and tells the control plane when that is done.
 */
export function startErasing({ config, erased, warehouse, logger, exclusively }: ErasingDeps): { close(): Promise<void> } {
  let lookedAt = -1

  async function look(signal: AbortSignal): Promise<void> {
    const version = config.erasuresVersion()
    if (version === lookedAt) return
    for (const [batch, requests] of waitingBatches(config)) {
      if (signal.aborted) return
      const who = requests.flatMap((request) => request.who)
      await keepLostIdentifiers({ warehouse, erased }, requests)
      const { named } = eraseBatch(config, { batch, who, partitions: 0 })
      const rejected = requests.flatMap(({ rejected: ids = [] }) => ids)
      const parts = named.map((one, i): ErasedRows => ({
        persons: [...new Set(erased.open(one.who))],
        rejected: i === 0 ? rejected : [],
        cuts: one.receipts.map(({ partition, off }) => ({ part: partition, off })),
      }))
      const counts = await exclusively(() => eraseAll(warehouse, parts))
      const told = { batch, partition: -1, off: -1, at: requests[0]?.at ?? 0, counts }
      await config.put(eraseReceiptKey(batch, WAREHOUSE_RECEIPT), told)
    }
    lookedAt = version
  }
  const onError = (error: unknown): void =>
    logger.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'rows could not be erased; trying again')
  return repeat(look, { everyMs: LOOK_MS, againMs: AGAIN_MS, onError })
}

/** One after the other. @returns how many rows were found per table. */
async function eraseAll(warehouse: Warehouse, parts: readonly ErasedRows[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const rows of parts)
    for (const [table, found] of Object.entries(await erasePersons(warehouse, rows))) counts[table] = (counts[table] ?? 0) + found
  return counts
}

/** The batches of which all requests have their rows loaded, and not erased yet. */
function waitingBatches(config: ConfigView): Map<string, StoredErasure[]> {
  const batches = new Map<string, StoredErasure[]>()
  for (const request of config.erasures().values()) {
    const { stage, batch } = request
    if (stage !== 'warehouse' || batch === undefined) continue
    if (config.eraseReceipts().has(`${batch}:${WAREHOUSE_RECEIPT}`)) continue
    const others = batches.get(batch)
    if (others) others.push(request)
    else batches.set(batch, [request])
  }
  for (const [batch, [first, ...others]] of batches) if (1 + others.length < (first?.together ?? 1)) batches.delete(batch)
  return batches
}
