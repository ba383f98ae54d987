import { stringify } from 'csv-stringify/sync'

export type Cell = string | number | null

/**
 * A cell that starts with one of these is a formula to some spreadsheet (OWASP, CSV injection); the
 * wide forms too.
 */
const TRIGGER = /^[=+\-@\t\r\n\0\uFF1D\uFF0B\uFF0D\uFF20]/

/**
 * Text that could be taken for a formula gets a leading apostrophe. Numbers are no text: a number
 * stays as it is.
 */
export function guard(cell: Cell): Cell {
  return typeof cell === 'string' && TRIGGER.test(cell) ? `'${cell}` : cell
}

/** Rows as RFC 4180 text with LF line ends; null is an empty cell. */
export function csv(rows: readonly (readonly Cell[])[]): string {
  // A lone CR ends a line for some readers, so it is quoted as well.
  return stringify(
    rows.map((row) => row.map(guard)),
    { quoted_match: /[\r\n]/ },
  )
}
