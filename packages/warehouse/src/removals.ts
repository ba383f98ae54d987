// Held by tests/e2e/erasure-handed.e2e.test.ts

import type { ErasedMemberRow } from '@weir/contracts'
import { withNamed } from './named.ts'
import type { Warehouse } from './port.ts'

const LIMITS = { maxSeconds: 60, maxRows: 1_000_000 }
const ROWS_PER_STATEMENT = 2_000

type Place = Pick<ErasedMemberRow, 'segment_number' | 'part' | 'off' | 'n'>

/** The removals of erased people that wait to be confirmed. */
export function removalRows(warehouse: Warehouse): Promise<ErasedMemberRow[]> {
  const sql = `SELECT segment_number, person, toString(recorded_at) AS recorded_at, toString(erased_at) AS erased_at, destinations,
    identifiers, part, off, n FROM erased_members`
  return warehouse.query<ErasedMemberRow>(sql, {}, LIMITS)
}

/**
 * Deletes these removals, physically: nobody has to hear of them any more.
 * @returns how many of them are left: none, unless the engine failed.
 */
export async function deleteRemovals(warehouse: Warehouse, rows: readonly Place[]): Promise<number> {
  let left = 0
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const where = whereOf(rows.slice(from, from + ROWS_PER_STATEMENT))
    await warehouse.command(`ALTER TABLE erased_members DELETE WHERE ${where} SETTINGS mutations_sync = 1`)
    const sql = `SELECT toUInt32(count()) AS found FROM erased_members WHERE ${where}`
    left += (await warehouse.query<{ found: number }>(sql, {}, LIMITS))[0]?.found ?? 0
  }
  return left
}

/** Whole numbers only, so they may stand in the text, which a mutation keeps. */
function whereOf(rows: readonly Place[]): string {
  const places = rows.map(({ segment_number, part, off, n }) => `(${[segment_number, part, off, n].map(Math.trunc).join(', ')})`)
  return `(segment_number, part, off, n) IN (${places.join(', ')})`
}

/** What was lost by somebody in a segment, and where that is told. */
export type LostIdentifiers = Omit<ErasedMemberRow, 'erased_at' | 'destinations'>

/** What these persons (ids) lost, as long as destinations may not have heard of it. */
export function lostIdentifiers(warehouse: Warehouse, persons: readonly string[]): Promise<LostIdentifiers[]> {
  const sql = `SELECT segment_number, person, toString(recorded_at) AS recorded_at, lost AS identifiers, part, off, n
    FROM identifier_changes WHERE lost != '' AND person IN`
  return withNamed(warehouse, persons, (named) => warehouse.query<LostIdentifiers>(`${sql} ${named}`, {}, LIMITS))
}
