// Held by ../funnel/route.test.ts
import type { Cell } from '../../shared/csv.ts'
import { moneyTable } from '../../shared/money/rows.ts'
import type { ReportRow } from '../../shared/money/rows.ts'
import type { ShareAnswer } from './share.ts'

/** A column of an analysis that comes as CSV: its heading, and what a line has in it. */
export type LineColumn<L> = readonly [heading: string, cell: (line: L) => ReportRow[string] | undefined]

/** A share as columns: beside the figure its interval, named as in reports. */
export function shareColumns<L>(heading: string, share: (line: L) => ShareAnswer | undefined): LineColumn<L>[] {
  return [
    [heading, (line) => share(line)?.value],
    [`${heading}_low`, (line) => share(line)?.low],
    [`${heading}_high`, (line) => share(line)?.high],
  ]
}

/** Lines as a table with headings; money is in a column per currency, null is an empty cell. */
export function lineTable<L>(columns: readonly LineColumn<L>[], lines: readonly L[]): Cell[][] {
  return moneyTable(
    columns.map(([heading]) => heading),
    lines.map((line) => Object.fromEntries(columns.map(([heading, cell]) => [heading, cell(line) ?? null]))),
  )
}

/** A line for a part of a row; the row of which no part is told has one without. */
export interface PartLine<R, P> {
  row: R
  part?: P
}

/** @param isTold whether the parts of a row are told; one that is told and has none has no line. */
export function partLines<R, P>(
  rows: readonly R[],
  isTold: (row: R) => boolean,
  parts: (row: R) => readonly P[],
): PartLine<R, P>[] {
  return rows.flatMap((row): PartLine<R, P>[] => (isTold(row) ? parts(row).map((part) => ({ row, part })) : [{ row }]))
}

/** The last column, as in reports: whether a line has no figures since they are of few persons. */
export function suppressedColumn<L>(isSuppressed: (line: L) => boolean): LineColumn<L> {
  return ['suppressed', (line) => (isSuppressed(line) ? true : null)]
}
