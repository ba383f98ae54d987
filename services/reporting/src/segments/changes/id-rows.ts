import type { Identifier } from '@weir/contracts'
import type { ExportIdType } from '../../shared/id-types.ts'
import { exportValues } from '../../shared/id-types.ts'

/**
 * One row of identifiers, a place per asked type, in that order; `{}` where there is none: as
 * TikTok's `segment/mapping` has its `batch_data` (without the audiences, which are the caller's).
 */
export type IdRow = ({ id: string } | Record<string, never>)[]

/** A person with two e-mail addresses takes two rows. Without types, or without values, none. */
export function idRows(identifiers: readonly Identifier[], types: readonly ExportIdType[]): IdRow[] {
  const values = types.map((type) => exportValues(identifiers, type))
  const height = Math.max(0, ...values.map((list) => list.length))
  return Array.from({ length: height }, (_, i) => values.map((list) => (list[i] === undefined ? {} : { id: list[i] })))
}
