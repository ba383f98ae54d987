// Held by tests/e2e/split.e2e.test.ts

import { partitionOf, TOPICS } from '@weir/contracts'
import type { PersonSplit, StoredSplit } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { repeat } from '@weir/runtime'
import type { ConfigView, Erased } from '@weir/runtime'
import type { ReportingDeps } from '../shared/deps.ts'

const LOOK_MS = 250
const AGAIN_MS = 2_000
/** A request that was passed on and not answered is passed on again after so long, ms. */
const PATIENCE_MS = 30_000

export interface SplitsDeps extends Pick<ReportingDeps, 'config' | 'erased' | 'logger'> {
  log: Pick<EventLog, 'append' | 'partitions'>
}

/**
 * Passes requests to split somebody on to the fold, until it has told what became of them. The fold
 * carries each out once, however often it comes: so any process may do this, and take over.
 */
export function startSplits({ config, erased, log, logger }: SplitsDeps): { close(): Promise<void> } {
  const asked = new Map<string, number>()
  const look = async (): Promise<void> => {
    const due = openSplits(config).filter(([id]) => performance.now() - (asked.get(id) ?? -Infinity) > PATIENCE_MS)
    await askForSplits({ erased, log }, due)
    for (const [id] of due) asked.set(id, performance.now())
  }
  const onError = (error: unknown): void =>
    logger.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'a split could not go on; trying again')
  return repeat(look, { everyMs: LOOK_MS, againMs: AGAIN_MS, onError })
}

/** Requests of which nobody has told what became of them, the oldest first. */
export function openSplits(config: Pick<ConfigView, 'splits' | 'splitReceipts'>): [id: string, request: StoredSplit][] {
  if (config.splits().size === config.splitReceipts().size) return []
  const open = [...config.splits()].filter(([id]) => !config.splitReceipts().has(id))
  return open.sort(([, a], [, b]) => a.requested_at - b.requested_at)
}

/** Appends one record for each, to the home of one of its identifiers. */
export async function askForSplits(
  { erased, log }: { erased: Pick<Erased, 'open'>; log: Pick<EventLog, 'append' | 'partitions'> },
  requests: readonly (readonly [id: string, request: StoredSplit])[],
): Promise<void> {
  if (requests.length === 0) return
  const partitions = log.partitions(TOPICS.events)
  const entries = requests.flatMap(([id, request]) => {
    const leave = erased.open(request.leave)
    const [to] = leave
    if (to === undefined) return []
    const record: PersonSplit = { kind: 'split', to, split: id, leave }
    return [{ partition: partitionOf(to, partitions), key: to, value: Buffer.from(JSON.stringify(record)) }]
  })
  await log.append(TOPICS.events, entries)
}
