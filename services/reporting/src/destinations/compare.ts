// Held by tests/e2e/activation.e2e.test.ts
import { setImmediate } from 'node:timers/promises'
import { STREAMING_ID_TYPES } from '@weir/contracts'
import type { StoredDestination } from '@weir/contracts'
import { destinationKey, heldKey, isSettled, newHeld, planForPerson } from '@weir/destinations'
import type { HeldPerson, Looked } from '@weir/destinations'
import type { StateStore } from '@weir/state'
import type { DestinationPeople } from './people.ts'
import { peopleHeld } from './status.ts'

/** What a sync would tell a destination now. */
export interface SyncPlan {
  /** People of whom something is to be added, removed, and of whom nothing is to be told. */
  add: number
  remove: number
  keep: number
}

const PAGE = 500

/**
 * Compares what a destination has with who is in the segment and may be given out, person by
 * person: what a sync would send, without sending it. Nothing of it is kept in memory.
 */
export async function compareWithMembers(
  state: StateStore,
  people: DestinationPeople,
  destination: StoredDestination,
): Promise<SyncPlan> {
  const key = destinationKey(destination)
  const types =
    destination.kind === 'tiktok_file'
      ? [destination.id_type]
      : destination.kind === 'tiktok_streaming'
        ? STREAMING_ID_TYPES.filter((type) => destination.id_types.includes(type))
        : []
  const isSmall = await people.isTooSmall(destination.segment)
  const found: SyncPlan = { add: 0, remove: 0, keep: 0 }
  const count = async (helds: readonly HeldPerson[]): Promise<void> => {
    const asked = helds.map(({ person, items }) => ({
      person,
      digests: Object.values(items).flatMap(({ digest }) => (digest === '' ? [] : [digest])),
    }))
    const looked = isSmall ? new Map<string, Looked>() : await people.look(destination.segment, types, asked)
    for (const held of helds) {
      const known: Looked = looked.get(held.person) ?? { given: undefined, kept: new Map() }
      const plan = planForPerson(held, known, () => true)
      if (plan.add.length > 0) found.add++
      if (plan.remove.length > 0) found.remove++
      if (isSettled(plan) && Object.keys(held.items).length > 0) found.keep++
    }
    await setImmediate()
  }
  for (let partition = 0; partition < state.partitions; partition++) {
    for await (const page of peopleHeld(state.view(partition), key)) await count(page)
    for (let from: number | undefined = 0; from !== undefined;) {
      const page: { people: string[]; next?: number } = await people.members(destination.segment, partition, from, PAGE)
      const blobs = await state.view(partition).load(page.people.map((person) => heldKey(key, person)))
      await count(page.people.flatMap((person, i) => (blobs[i] ? [] : [newHeld(person, 0)])))
      from = page.next
    }
  }
  return found
}
