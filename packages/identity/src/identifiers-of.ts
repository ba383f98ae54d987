import { ID_TYPES, recordOf } from '@weir/contracts'
import type { Identifier, IdType } from '@weir/contracts'
import { normalise } from './normalise.ts'
import type { VouchedIds } from './normalise.ts'
import { USER_FIELDS } from './user-fields.ts'

/** More values of one type than this in one hit are noise: the rest is left out. */
export const IDS_PER_TYPE_MAX = 20

/**
 * The identifiers in the loose user fields of a hit: normalised, hashed, without placeholders and
 * repeats, strongest type first. A field holds a string, a number, or an array of those; anything
 * else is skipped (dialects report it). Rules: docs/semantics.md, "People".
 * @param vouched what the source declares to be ids although it looks like none.
 */
export function identifiersOf(user: Readonly<Record<string, unknown>>, vouched?: VouchedIds): Identifier[] {
  const found: Identifier[] = []
  for (const field of Object.keys(user)) {
    const type = USER_FIELDS.get(field)
    if (type !== undefined) collect(found, type, user[field], vouched)
  }
  return found.length < 2 ? found : found.sort((a, b) => RANK[a.type] - RANK[b.type])
}

const RANK = recordOf(ID_TYPES, (_, rank) => rank)

function collect(found: Identifier[], type: IdType, given: unknown, vouched: VouchedIds | undefined): void {
  let room = IDS_PER_TYPE_MAX - found.filter((id) => id.type === type).length
  for (const value of Array.isArray(given) ? given : [given]) {
    if (room === 0) return
    if (typeof value !== 'string' && typeof value !== 'number') continue
    const kept = normalise(type, String(value), vouched)
    if (kept === undefined || found.some((id) => id.type === type && id.value === kept)) continue
    found.push({ type, value: kept })
    room--
  }
}
