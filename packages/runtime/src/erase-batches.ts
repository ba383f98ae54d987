// Held by tests/simulation/erasure.sim.test.ts

import type { EraseReceipt } from '@weir/contracts'
import type { ConfigView } from './config-view.ts'

/** What is known of a record that erases people, and of those that followed from it. */
export interface EraseBatch {
  receipts: EraseReceipt[]
  /** Every partition has taken every one of them. */
  isTaken: boolean
  /** Who turned out to be the same people, as keyed digests. */
  more: string[]
}

/**
 * Follows a batch from its receipts to those of the batches that it led to.
 * @param who whom the batch erases, as keyed digests: a state that was on its way to one of them
 *   leads to a batch, too.
 */
export function eraseBatch(
  config: Pick<ConfigView, 'eraseReceipts'>,
  { batch, who, partitions }: { batch: string; who: readonly string[]; partitions: number },
): EraseBatch {
  const byBatch = new Map<string, EraseReceipt[]>()
  for (const receipt of config.eraseReceipts().values())
    if (receipt.partition >= 0) byBatch.set(receipt.batch, [...(byBatch.get(receipt.batch) ?? []), receipt])
  const wanted = [batch]
  const waiting = [batch, ...who.map((one) => `late-${one}`)]
  const receipts: EraseReceipt[] = []
  for (const name of waiting) {
    for (const receipt of byBatch.get(name) ?? []) {
      receipts.push(receipt)
      if (receipt.next === undefined || wanted.includes(receipt.next)) continue
      wanted.push(receipt.next)
      waiting.push(receipt.next, ...(receipt.more ?? []).map((one) => `late-${one}`))
    }
  }
  return {
    receipts,
    isTaken: wanted.every((name) => new Set(byBatch.get(name)?.map(({ partition }) => partition)).size >= partitions),
    more: receipts.flatMap(({ more = [] }) => more),
  }
}
