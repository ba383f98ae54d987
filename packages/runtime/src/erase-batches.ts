import type { EraseReceipt } from '@weir/contracts'
import type { ConfigView } from './config-view.ts'

/** What is known of a record that erases people, and of those that followed from it. */
export interface EraseBatch {
  receipts: EraseReceipt[]
  /** Every partition has taken every one of them. */
  isTaken: boolean
  /** Who turned out to be the same people, as keyed digests. */
  more: string[]
  /**
   * Whom each record erases, as keyed digests, and its own receipts: what they are known for behind
   * these places is another's, whatever the records say that followed for others.
   */
  named: { who: readonly string[]; receipts: EraseReceipt[] }[]
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
  const named = new Map<string, readonly string[]>([[batch, who]])
  for (const name of waiting) {
    for (const receipt of byBatch.get(name) ?? []) {
      const { next, more = [] } = receipt
      receipts.push(receipt)
      if (next === undefined) continue
      named.set(next, [...(named.get(next) ?? []), ...more])
      if (wanted.includes(next)) continue
      wanted.push(next)
      waiting.push(next, ...more.map((one) => `late-${one}`))
    }
  }
  return {
    receipts,
    isTaken: wanted.every((name) => new Set(byBatch.get(name)?.map(({ partition }) => partition)).size >= partitions),
    more: receipts.flatMap(({ more = [] }) => more),
    named: [...named].map(([name, ids]) => ({ who: ids, receipts: byBatch.get(name) ?? [] })),
  }
}
