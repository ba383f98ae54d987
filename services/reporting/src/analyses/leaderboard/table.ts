// Held by route.test.ts
import type { Cell } from '../../shared/csv.ts'
import { lineTable, suppressedColumn } from '../shared/table.ts'
import type { LineColumn } from '../shared/table.ts'
import type { LeaderboardRow } from './answer.ts'

/** A line per segment, the best first. @param currency of the amounts; null of shares. */
export function leaderboardTable(rows: readonly LeaderboardRow[], currency: string | null): Cell[][] {
  const columns: LineColumn<LeaderboardRow>[] = [
    ['segment', ({ segment }) => segment],
    ['persons', ({ persons }) => persons],
    ['currency', () => currency],
    ['value', ({ value }) => value],
    ['others', ({ others }) => others],
    ['multiple', ({ multiple }) => multiple],
    ['multiple_low', ({ low }) => low],
    ['multiple_high', ({ high }) => high],
    ['p', ({ p }) => p],
    ['p_corrected', ({ p_corrected }) => p_corrected],
    ['verdict', ({ verdict }) => verdict],
    suppressedColumn(({ persons }) => persons === null),
  ]
  return lineTable(columns, rows)
}
