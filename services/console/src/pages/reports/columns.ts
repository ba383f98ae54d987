import type { MetricShown, ReportCell, ReportShown } from '../../api/more-types.ts'
import type { Formats } from '../../texts/formats.ts'

/** A column of a report: the key in its rows, and what its numbers are. */
export interface MetricColumn {
  key: string
  unit: MetricShown['unit']
  /** Of money. */
  currency: string | undefined
  description: string
}

type Row = Readonly<Record<string, ReportCell>>

/** Rows with a cell per column: `cpa: { EUR: 0.5 }` becomes `cpa_EUR: 0.5`. */
export function flatRows(rows: ReportShown['rows']): Record<string, ReportCell>[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).flatMap(([key, value]): [string, ReportCell][] =>
        typeof value === 'object' && value !== null
          ? Object.entries(value).map(([currency, amount]) => [`${key}_${currency}`, amount])
          : [[key, value]],
      ),
    ),
  )
}

/** The columns of rows but for their dimension: money has one per currency (`spend_EUR`). */
export function metricColumnsOf(rows: readonly Row[], by: string, metrics: readonly MetricShown[]): MetricColumn[] {
  const keys = new Set(rows.flatMap((row) => Object.keys(row)))
  keys.delete(by)
  const known = new Map(metrics.map((metric) => [metric.id, metric]))
  return [...keys].flatMap((key) => {
    const [, id = key, currency] = /^(.+)_([A-Z]{3})$/.exec(key) ?? []
    const metric = known.get(key) ?? known.get(id)
    return metric ? [{ key, unit: metric.unit, currency, description: metric.description }] : []
  })
}

/** A cell as people read it. */
export function cellText(value: ReportCell | undefined, { unit, currency }: MetricColumn, formats: Formats): string {
  if (typeof value !== 'number') return value === null || value === undefined ? '–' : String(value)
  if (unit === 'share') return formats.share(value)
  if (unit === 'money' && currency !== undefined) return formats.money(value, currency)
  return unit === 'ms' ? `${formats.number(value / 1000)} s` : formats.number(value)
}

/** Rows by a column, the greatest first or last; what is not told comes last. */
export function rowsBy<R extends Row>(rows: readonly R[], key: string, isDown: boolean): R[] {
  return rows.toSorted((a, b) => {
    const [one, two] = [a[key] ?? null, b[key] ?? null]
    if (one === null || two === null) return one === two ? 0 : one === null ? 1 : -1
    const order = typeof one === 'number' && typeof two === 'number' ? one - two : String(one).localeCompare(String(two))
    return isDown ? -order : order
  })
}
