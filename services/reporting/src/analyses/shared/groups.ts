// Held by ../funnel/route.test.ts
import type { Dimension } from '../../reports/dimensions.ts'
import type { PersonFloors } from '../../shared/person-floors.ts'

/**
 * Rows by the key of their group, in the order in which they come. A segment that was asked for and
 * has no rows is a group without any, and so is everybody.
 */
export function groupsByKey<R extends { key: string }>(
  rows: readonly R[],
  segments: readonly string[],
  groupBy: Dimension | undefined,
): [key: string, rows: R[]][] {
  const groups = new Map<string, R[]>((groupBy === undefined ? [''] : segments).map((key) => [key, []]))
  for (const row of rows) {
    const group = groups.get(row.key)
    if (group) group.push(row)
    else groups.set(row.key, [row])
  }
  return [...groups]
}

/** How a group is told: one of a segment is guarded by the floor of that, too. */
export function guardedBy<O extends { minGroup: number }>(floors: PersonFloors, key: string, options: O): O {
  return { ...options, minGroup: Math.max(options.minGroup, floors(Number(key))) }
}
