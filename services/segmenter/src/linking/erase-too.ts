// Held by tests/simulation/erasure.sim.test.ts

import { TOPICS } from '@weir/contracts'
import type { Erase, Topic } from '@weir/contracts'

/** Records for every partition: others are erased as well. */
export function eraseToo(
  { partitions, ...erase }: Omit<Erase, 'kind'> & { partitions: number },
  output: (topic: Topic, to: number, key: string, value: unknown) => void,
  meta: { sent: number },
): void {
  for (let to = 0; to < partitions; to++) {
    output(TOPICS.events, to, '', { kind: 'erase', ...erase } satisfies Erase)
    meta.sent++
  }
}
