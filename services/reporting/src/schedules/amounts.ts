import type { Metric } from '../reports/catalogue.ts'
import { metricDefinition } from '../reports/catalogue.ts'
import type { ReportRow } from '../shared/money/rows.ts'

type Value = ReportRow[string] | undefined

/** A number to look at, with the currency that it is in. */
export interface Quantity {
  currency: string | undefined
  value: number
}

/** The numbers in a cell: one, or one of each currency. */
export function amountsOf(value: Value): Quantity[] {
  if (typeof value === 'number') return [{ currency: undefined, value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([currency, amount]) => (amount === null ? [] : [{ currency, value: amount }]))
}

const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
const SHARE = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 2 })
const CHANGE = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'exceptZero' })
const MONEY = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const SIGNED = new Map<string, Intl.NumberFormat>()

/** A metric's number as text: `12.5%`, `€1,204.00`, `3.2 s`. */
export function shownAmount(metric: Metric, { currency, value }: Quantity): string {
  const { unit } = metricDefinition(metric)
  if (unit === 'share') return SHARE.format(value)
  if (unit === 'money') return money(value, currency)
  if (unit === 'ms') return value >= 60_000 ? `${NUMBER.format(value / 60_000)} min` : `${NUMBER.format(value / 1000)} s`
  return NUMBER.format(value)
}

function money(value: number, currency: string | undefined): string {
  if (currency === undefined) return MONEY.format(value)
  let format = SIGNED.get(currency)
  if (!format) {
    try {
      format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
    } catch {
      // Senders may name what is no currency.
      return `${currency} ${MONEY.format(value)}`
    }
    SIGNED.set(currency, format)
  }
  return format.format(value)
}

/** What a cell says, a dash where there is nothing. */
export function shownCell(metric: Metric, value: Value): string {
  const amounts = amountsOf(value)
  // A ratio of two amounts has no sign that says in which currency it is.
  const isUnsigned = amounts.length > 1 && metricDefinition(metric).unit !== 'money'
  const shown = amounts.map((amount) => `${shownAmount(metric, amount)}${isUnsigned ? ` (${amount.currency ?? ''})` : ''}`)
  return shown.length === 0 ? '–' : shown.join(' · ')
}

/** By how much something changed, and whether that is good. */
export interface ShownChange {
  text: string
  tone: 'good' | 'bad' | 'even'
}

/** @param value what `change_<metric>` has: a share of the period before. */
export function shownChange(metric: Metric, value: Value): ShownChange | undefined {
  const [change] = amountsOf(value)
  if (!change) return undefined
  const { direction } = metricDefinition(metric)
  const tone = change.value === 0 || direction === 'neither' ? 'even' : change.value > 0 === (direction === 'up') ? 'good' : 'bad'
  return { text: CHANGE.format(change.value), tone }
}

/** `completion_rate` as words: `Completion rate`. */
export function metricTitle(metric: Metric): string {
  const short = /^(ctr|cpa|cpc|cpm|roas|aov|cvr|cpv)$/
  if (short.test(metric)) return metric.toUpperCase()
  const words = metric.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
