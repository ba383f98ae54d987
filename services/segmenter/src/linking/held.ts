// Held by tests/simulation/people-are-one.sim.test.ts

import { decodeStored, encodeStored, isObject } from '@weir/contracts'
import type { PersonRecord } from '@weir/contracts'
import type { Put } from '@weir/state'

/**
 * Records that wait until other definitions are in force: states can only be united under the same
 * ones. A queue in the store, of which the meta knows both ends.
 */
export interface HeldRecords {
  /** Numbers of the first one, and of the next one to come. */
  first: number
  next: number
}

function keyOf(number: number): string {
  return `@held:${number}`
}

/** The put that appends a record; the queue is changed in place. */
export function hold(held: HeldRecords, record: PersonRecord): Put {
  return { key: keyOf(held.next++), value: encodeStored(record) }
}

/** @param blob what {@link hold} stored. @throws DamageError when it is something else. */
export function decodeHeld(blob: Uint8Array): PersonRecord {
  return decodeStored(blob, 'a held record', isRecord)
}

/** The keys of the first records, `count` at most. */
export function heldKeys({ first, next }: HeldRecords, count: number): string[] {
  return Array.from({ length: Math.min(count, next - first) }, (_, i) => keyOf(first + i))
}

function isRecord(value: unknown): value is PersonRecord {
  return isObject(value) && typeof value['to'] === 'string'
}
