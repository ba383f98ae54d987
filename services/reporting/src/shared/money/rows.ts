// Held by ../../reports/metrics.test.ts
import type { Cell } from '../csv.ts'

/**
 * How a report writes the money of a group: amounts by currency in one row, a row per currency, or
 * all of it in one currency.
 */
export type MoneyForm = 'columns' | 'rows' | { in: string }

/** A column of a report; of one about money it has a value in each currency. */
export interface ReportColumn {
  name: string
  isMoney: boolean
  /** @param currency '' where the sender named none; of no account where it is not about money. */
  at: (currency: string) => number | null
}

/** From currency to amount. */
export type MoneyCell = Record<string, number | null>
/** A row of an answer: labels, numbers, and amounts by currency. */
export type ReportRow = Record<string, string | number | boolean | null | MoneyCell>

/** Amounts whose sender named no currency stand under ISO 4217's code for that. */
const NO_CURRENCY = 'XXX'

/** Under what the amounts of a currency stand; '' where none was named. */
export function currencyName(currency: string): string {
  return currency || NO_CURRENCY
}

/**
 * The row of one group, or its rows. Currencies are never added up.
 *
 * - `columns`: one row; a metric of money is an object from currency to amount, `{}` without money.
 * - `rows`: a row per currency, named in `currency` (null where none was named, and where there is
 *   no money). What is not about money stands in the first row and is null in the others, so that
 *   a column adds up.
 * - `{ in }`: one row, its amounts in that currency.
 *
 * @param currencies those in which the group has money, in order.
 */
export function moneyRows(form: MoneyForm, currencies: readonly string[], columns: readonly ReportColumn[]): ReportRow[] {
  const isAboutMoney = columns.some(({ isMoney }) => isMoney)
  if (form === 'columns' || !isAboutMoney) {
    const amounts = (at: ReportColumn['at']): MoneyCell =>
      Object.fromEntries(currencies.map((currency) => [currencyName(currency), at(currency)]))
    return [Object.fromEntries(columns.map(({ name, isMoney, at }) => [name, isMoney ? amounts(at) : at('')]))]
  }
  if (form !== 'rows') return [{ currency: form.in, ...Object.fromEntries(columns.map(({ name, at }) => [name, at(form.in)])) }]
  return (currencies.length === 0 ? [''] : currencies).map((currency, i) => ({
    currency: currency || null,
    ...Object.fromEntries(columns.map(({ name, isMoney, at }) => [name, isMoney || i === 0 ? at(currency) : null])),
  }))
}

/**
 * Rows as a table: its first row are the headings. An object from currency to amount becomes a
 * column per currency of the whole answer (`spend_EUR`, `spend_USD`); where the answer has no money
 * at all the column keeps its name and is empty.
 */
export function moneyTable(columns: readonly string[], rows: readonly ReportRow[]): Cell[][] {
  const headings = columns.flatMap((name) => {
    const cells = rows.map((row) => row[name]).filter(isMoneyCell)
    const currencies = [...new Set(cells.flatMap((cell) => Object.keys(cell)))].toSorted()
    if (currencies.length === 0) return [{ heading: name, cell: (row: ReportRow) => textOf(row[name]) }]
    return currencies.map((currency) => ({
      heading: `${name}_${currency}`,
      cell: (row: ReportRow): Cell => amountIn(row[name], currency),
    }))
  })
  return [headings.map(({ heading }) => heading), ...rows.map((row) => headings.map(({ cell }) => cell(row)))]
}

/** An amount of a row in a currency; null where there is none. */
export function amountIn(cell: ReportRow[string] | undefined, currency: string): number | null {
  return isMoneyCell(cell) ? (cell[currency] ?? null) : null
}

function isMoneyCell(cell: ReportRow[string] | undefined): cell is MoneyCell {
  return typeof cell === 'object' && cell !== null
}

function textOf(cell: ReportRow[string] | undefined): Cell {
  if (cell === undefined || isMoneyCell(cell)) return null
  return typeof cell === 'boolean' ? String(cell) : cell
}
