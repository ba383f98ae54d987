// Held by tests/simulation/people-are-one.sim.test.ts

import { decodePerson } from '@weir/segmentation'
import type { View } from '@weir/state'
import type { LogHistoryDeps } from './log.ts'

const AT_ONCE = 1_000

/** Finds whom people have absorbed in what is stored of them. */
export function absorbedIds(view: (partition: number) => Pick<View, 'load'>): NonNullable<LogHistoryDeps['otherIds']> {
  return async (partition, people) => {
    const others = new Map<string, number>()
    for (let from = 0; from < people.length; from += AT_ONCE) {
      const some = people.slice(from, from + AT_ONCE)
      const blobs = await view(partition).load(some.map(({ id }) => id))
      blobs.forEach((blob, i) => {
        for (const { id } of blob ? decodePerson(blob).absorbed : []) others.set(id, some[i]!.ordinal)
      })
    }
    return others
  }
}
