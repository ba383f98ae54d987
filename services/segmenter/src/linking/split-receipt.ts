// Held by tests/simulation/people-are-split.sim.test.ts

import { splitReceiptKey, TOPICS } from '@weir/contracts'
import type { SplitReceipt, Topic } from '@weir/contracts'

/** Tells the control plane what has become of a request to split somebody. */
export function splitReceipt(
  space: { output(topic: Topic, key: string, line: string, to?: number): void },
  receipt: Omit<SplitReceipt, 'at'>,
  now: number,
): void {
  space.output(TOPICS.config, splitReceiptKey(receipt.split), JSON.stringify({ ...receipt, at: now } satisfies SplitReceipt), 0)
}
