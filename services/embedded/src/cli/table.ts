/** How numbers read in tables and sentences; what is not known is an en dash, never 0. */
export const NONE = '–'

const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const MONEY = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

/** 12345 -> "12,345". */
export function whole(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : WHOLE.format(value)
}

/** 0.01234 -> "1.23 %". */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : `${(value * 100).toFixed(2)} %`
}

/** 1234.5 -> "1,234.50". */
export function money(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : MONEY.format(value)
}

export interface Column {
  head: string
  /** Numbers stand to the right. */
  right?: boolean
}

/** A table of aligned columns, with a rule under the heads. Every row has a cell per column. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ head }, i) => Math.max(head.length, ...rows.map((row) => (row[i] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ right }, i) => (right ? (cells[i] ?? '').padStart(widths[i] ?? 0) : (cells[i] ?? '').padEnd(widths[i] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(columns.map(({ head }) => head)), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join(
    '\n',
  )
}
