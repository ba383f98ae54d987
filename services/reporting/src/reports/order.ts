import { WeirError } from '@weir/contracts'
import type { ReportRow } from '../shared/money/rows.ts'
import { amountIn } from '../shared/money/rows.ts'

/** By what rows are sorted: `-spend_EUR` is by spend in EUR, the greatest first. */
const SORT = /^(-?)(.+?)(?:_([A-Z]{3}))?$/

/**
 * The rows in the order asked for, each place deciding among those equal before; nulls last. Rows
 * that are equal in all of it stay as they were.
 * @throws WeirError invalid_field for what is no column, and for money without its currency.
 */
export function sortedRows(rows: readonly ReportRow[], sort: readonly string[], columns: readonly string[]): ReportRow[] {
  const places = sort.map((text) => {
    const [, minus, name = '', currency] = SORT.exec(text) ?? []
    if (!columns.includes(name)) throw invalid(`expected columns of this report: ${columns.join(', ')}`)
    const isMoney = rows.some((row) => typeof row[name] === 'object' && row[name] !== null)
    if (isMoney && currency === undefined)
      throw invalid(`"${name}" has a value per currency: sort by ${name}_EUR, or ask for currency=EUR`)
    const valueOf = (row: ReportRow) => (currency === undefined ? row[name] : amountIn(row[name], currency))
    return { valueOf, sign: minus === '-' ? -1 : 1 }
  })
  return rows.toSorted((a, b) => {
    for (const { valueOf, sign } of places) {
      const order = compare(valueOf(a), valueOf(b), sign)
      if (order !== 0) return order
    }
    return 0
  })
}

/** Numbers by size, labels by their letters; what is not known comes last in either direction. */
function compare(a: unknown, b: unknown, sign: number): number {
  const [isA, isB] = [isKnown(a), isKnown(b)]
  if (!isA || !isB) return Number(isB) - Number(isA)
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b)
  return sign * (String(a) < String(b) ? -1 : Number(String(a) > String(b)))
}

function isKnown(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function invalid(message: string): WeirError {
  return new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'sort', message }] })
}
