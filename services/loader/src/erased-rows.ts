// Held by tests/distributed/erasure.servers.test.ts

import { isErasedRecord } from '@weir/contracts'
import type { LogRecord } from '@weir/eventlog'
import type { Erased } from '@weir/runtime'

const ID_CHARS = 32
/** Before the ids of persons in rows of facts, of memberships and of aliases. */
const FIELDS = ['"person":"', '"into":"'].map((field) => Buffer.from(field))

/**
 * Whether a row must not be loaded (again): it was erased from the log, or is of somebody who was
 * erased after it. Bytes are searched, not parsed, and only where anybody ever was erased.
 */
export function isErased(erased: Pick<Erased, 'some' | 'covers'>, { value, origin }: LogRecord): boolean {
  if (isErasedRecord(value)) return true
  if (origin === undefined || !erased.some()) return false
  const line = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return FIELDS.some((field) => {
    const at = line.indexOf(field) + field.length
    return at >= field.length && erased.covers(line.toString('latin1', at, at + ID_CHARS), origin.partition, origin.offset)
  })
}
