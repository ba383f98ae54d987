// Held by tests/simulation/whole-pipeline.sim.test.ts

import { decodePerson } from '@weir/segmentation'
import type { Person } from '@weir/segmentation'
import type { View } from '@weir/state'

/**
 * How many persons are kept decoded; the partition has one writer, so what is here is what is
 * stored.
 */
const KEPT_MAX = 20_000

/** The people a step needs: from memory, else from the store in one round trip. */
export interface People {
  load(ids: readonly string[]): Promise<Map<string, Person | undefined>>
  /**
   * They are committed: remember them.
   * @param newcomers whether also those who were not remembered before.
   */
  keep(people: ReadonlyMap<string, Person | undefined>, newcomers: boolean): void
  /** @returns what forgets everybody: a step changes people in place, so nobody is brought back. */
  checkpoint(): () => void
}

export function createPeople(view: Pick<View, 'load'>): People {
  const kept = new Map<string, Person>()
  return {
    async load(ids) {
      const people = new Map<string, Person | undefined>()
      const missing: string[] = []
      for (const id of ids) {
        if (people.has(id)) continue
        const person = kept.get(id)
        people.set(id, person)
        if (!person) missing.push(id)
      }
      const blobs = missing.length > 0 ? await view.load(missing) : []
      missing.forEach((id, i) => blobs[i] && people.set(id, decodePerson(blobs[i])))
      return people
    },
    keep(people, newcomers) {
      for (const [id, person] of people) {
        const known = kept.delete(id)
        if (person && (known || newcomers)) kept.set(id, person)
      }
      for (const id of kept.keys()) {
        if (kept.size <= KEPT_MAX) break
        kept.delete(id)
      }
    },
    checkpoint: () => () => kept.clear(),
  }
}
