import { withNamed } from './named.ts'
import type { Warehouse } from './port.ts'

/** What is to be erased. */
export interface ErasedRows {
  /** Person ids. */
  persons: readonly string[]
  /** Ids of rows of `rejected`. */
  rejected: readonly string[]
  /**
   * By partition of the log, the greatest offset of a record whose rows go: what the person is
   * known for since then is another's.
   */
  cuts: readonly { part: number; off: number }[]
}

const LIMITS = { maxSeconds: 100 }

/**
 * Deletes the rows of these persons from all tables, physically: a mutation per table for all of
 * them, however many they are, and none for a table that has no such rows.
 * What is deleted leaves the disk when the engine drops the old parts (8 minutes).
 * @returns how many rows were found per table.
 * @throws WarehouseError when some may be left; it may be repeated.
 */
export async function erasePersons(warehouse: Warehouse, rows: ErasedRows): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { table, ids, whereIn } of questions(rows)) {
    counts[table] = 0
    if (ids.length === 0) continue
    counts[table] = await withNamed(warehouse, ids, async (named) => {
      const where = whereIn(named)
      const [rows] = await warehouse.query<{ found: string }>(
        `SELECT toString(count()) AS found FROM ${table} FINAL WHERE ${where}`,
        {},
        LIMITS,
      )
      const found = Number(rows?.found ?? 0)
      if (found > 0) await warehouse.command(`ALTER TABLE ${table} DELETE WHERE ${where} SETTINGS mutations_sync = 1`)
      return found
    })
  }
  return counts
}

interface Question {
  table: string
  ids: readonly string[]
  /** @param named what selects the ids. */
  whereIn: (named: string) => string
}

function questions({ persons, rejected, cuts }: ErasedRows): Question[] {
  const before = cutOf(cuts)
  return [
    { table: 'facts', ids: persons, whereIn: (named) => `person IN ${named} AND ${before}` },
    { table: 'memberships', ids: persons, whereIn: (named) => `person IN ${named} AND ${before}` },
    { table: 'person_aliases', ids: persons, whereIn: (named) => `(person IN ${named} OR into IN ${named}) AND ${before}` },
    { table: 'identifier_changes', ids: persons, whereIn: (named) => `person IN ${named} AND ${before}` },
    { table: 'past_memberships', ids: persons, whereIn: (named) => `person IN ${named}` },
    { table: 'attributed_people', ids: persons, whereIn: (named) => `person IN ${named}` },
    { table: 'attributed_facts', ids: persons, whereIn: (named) => `person IN ${named}` },
    { table: 'rejected', ids: rejected, whereIn: (named) => `id IN ${named}` },
  ]
}

/** Whole numbers only, so they may stand in the text. */
function cutOf(cuts: ErasedRows['cuts']): string {
  const list = (numbers: readonly number[]): string => `[${numbers.map((number) => Math.trunc(number)).join(', ')}]`
  if (cuts.length === 0) return '0'
  const newest = new Map<number, number>()
  for (const { part, off } of cuts) newest.set(part, Math.max(off, newest.get(part) ?? -1))
  const [parts, offs] = [list([...newest.keys()]), list([...newest.values()])]
  return `toInt64(off) <= toInt64(transform(part, CAST(${parts}, 'Array(UInt32)'), CAST(${offs}, 'Array(Int64)'), toInt64(-1)))`
}
