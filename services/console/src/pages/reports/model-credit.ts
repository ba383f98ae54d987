import type { ReportCell, ReportShown } from '../../api/more-types.ts'
import { flatRows } from './columns.ts'

/** What each model gives to one ad, campaign ... (`name` is null where none is known). */
export interface ModelCredit {
  name: string | null
  credit: Record<string, number | null>
}

/** Models in the order in which they are compared: what platforms do first. */
export const CREDIT_MODELS = ['last_touch', 'first_touch', 'linear', 'time_decay', 'position_based', 'shapley'] as const

/** What rows of `model=all` can be compared by: conversions, and their value per currency. */
export function creditMeasures(rows: ReportShown['rows']): string[] {
  const keys = new Set(flatRows(rows).flatMap((row) => Object.keys(row)))
  return [...keys].filter((key) => key === 'conversions' || /^value_[A-Z]{3}$/.test(key))
}

/** A row per ad, campaign ... with the models beside each other; most by the first model first. */
export function creditByModel(rows: ReportShown['rows'], by: string, measure: string): ModelCredit[] {
  const credits = new Map<string | null, Record<string, number | null>>()
  for (const row of flatRows(rows)) {
    const name = textOf(row[by])
    const credit = credits.get(name) ?? {}
    const value = row[measure]
    credit[textOf(row['model']) ?? ''] = typeof value === 'number' ? value : null
    credits.set(name, credit)
  }
  const first = (one: ModelCredit): number => one.credit[CREDIT_MODELS[0]] ?? 0
  return [...credits].map(([name, credit]) => ({ name, credit })).toSorted((a, b) => first(b) - first(a))
}

const textOf = (cell: ReportCell | undefined): string | null => (typeof cell === 'string' ? cell : null)
