import type { Metric } from '../reports/catalogue.ts'
import { isPriced, METRICS } from '../reports/catalogue.ts'
import { currenciesOf, metricIn } from '../reports/metrics.ts'
import type { Sums } from '../reports/sums.ts'
import type { MoneyForm, ReportColumn, ReportRow } from '../shared/money/rows.ts'
import { moneyRows } from '../shared/money/rows.ts'
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

/** The columns of the metrics: what the platform says and what we saw never meet in one. */
export function sideColumns(metrics: readonly SideMetric[], isObserved: boolean): string[] {
  return metrics.flatMap((metric) => [
    ...(isOfDelivery(metric) ? [`delivery_${metric}`] : []),
    ...(isObserved && isOfEvents(metric) ? [`observed_${metric}`] : []),
  ])
}

/** The row of one group, or its rows: see {@link moneyRows}. */
export function sideRows(
  { delivered, observed }: Sides,
  { metrics, isObserved, money }: { metrics: readonly SideMetric[]; isObserved: boolean; money: MoneyForm },
): ReportRow[] {
  const seen = observed ? currenciesOf(observed) : []
  // Of a currency in which we saw nothing, nothing is known.
  const isSeen = (currency: string): boolean => (seen.length === 0 ? currency === '' : seen.includes(currency))
  const columns = metrics.flatMap((metric): ReportColumn[] => [
    ...(isOfDelivery(metric)
      ? [
          {
            name: `delivery_${metric}`,
            isMoney: isPriceOfDelivery(metric),
            at: (currency: string) => (delivered ? deliveryMetric(delivered, metric, currency) : null),
          },
        ]
      : []),
    ...(isObserved && isOfEvents(metric)
      ? [
          {
            name: `observed_${metric}`,
            isMoney: isPriced(metric),
            at: (currency: string) =>
              observed && (!isPriced(metric) || isSeen(currency)) ? metricIn(metric, observed, currency) : null,
          },
        ]
      : []),
  ])
  const currencies = new Set([...Object.keys({ ...delivered?.spend, ...delivered?.value }), ...seen])
  return moneyRows(money, [...currencies].toSorted(), columns)
}

function isOfDelivery(metric: SideMetric): metric is DeliveryMetric {
  return (DELIVERY_METRICS as readonly string[]).includes(metric)
}

function isOfEvents(metric: SideMetric): metric is Metric {
  return (METRICS as readonly string[]).includes(metric)
}
