import type { Metric } from '../reports/metrics.ts'
import { isPriced, METRICS, metricRows } from '../reports/metrics.ts'
import type { Sums } from '../reports/metrics.ts'
import type { DeliveryMetric, DeliveryTotals } from './metrics.ts'
import { DELIVERY_METRICS, deliveryMetric, isPriceOfDelivery } from './metrics.ts'

/** Metrics that a report of delivery can show: of the platform, of our events, or of both. */
export const SIDE_METRICS = [...new Set<DeliveryMetric | Metric>([...DELIVERY_METRICS, ...METRICS])]
export type SideMetric = (typeof SIDE_METRICS)[number]

/** What both sides say of one group; a side that says nothing of it is undefined. */
export interface Sides {
  delivered: DeliveryTotals | undefined
  observed: Sums | undefined
}

export type SideRow = Record<string, string | number | null>

/** The columns of the metrics: what the platform says and what we saw never meet in one. */
export function sideColumns(metrics: readonly SideMetric[], isObserved: boolean): string[] {
  return metrics.flatMap((metric) => [
    ...(isOfDelivery(metric) ? [`delivery_${metric}`] : []),
    ...(isObserved && isOfEvents(metric) ? [`observed_${metric}`] : []),
  ])
}

/**
 * The rows of one group: one per currency that either side has; counts stand in the first only, as
 * in every report, so that a column adds up.
 */
export function sideRows({ delivered, observed }: Sides, metrics: readonly SideMetric[], isObserved: boolean): SideRow[] {
  const isAboutMoney = metrics.some((metric) => isPriceOfDelivery(metric) || (isOfEvents(metric) && isPriced(metric)))
  const seen = observed ? metricRows(observed, metrics.filter(isOfEvents)) : []
  const currencies = new Set([
    ...Object.keys({ ...delivered?.spend, ...delivered?.value }),
    ...seen.flatMap(({ currency }) => (currency === undefined || currency === null ? [] : [currency])),
  ])
  const rows = isAboutMoney && currencies.size > 0 ? [...currencies].toSorted() : ['']
  return rows.map((currency, i) => {
    const ofCurrency = seen.find((row) => (row.currency ?? '') === currency)?.values ?? {}
    const row: SideRow = isAboutMoney ? { currency: currency === '' ? null : currency } : {}
    for (const metric of metrics) {
      if (isOfDelivery(metric)) {
        const isShown = delivered !== undefined && (isPriceOfDelivery(metric) || i === 0)
        row[`delivery_${metric}`] = isShown ? deliveryMetric(delivered, metric, currency) : null
      }
      if (!isObserved || !isOfEvents(metric)) continue
      const values = isPriced(metric) ? ofCurrency : i === 0 ? (seen[0]?.values ?? {}) : {}
      row[`observed_${metric}`] = values[metric] ?? null
    }
    return row
  })
}

function isOfDelivery(metric: SideMetric): metric is DeliveryMetric {
  return (DELIVERY_METRICS as readonly string[]).includes(metric)
}

function isOfEvents(metric: SideMetric): metric is Metric {
  return (METRICS as readonly string[]).includes(metric)
}
