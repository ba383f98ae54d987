/**
 * The arithmetic of docs/semantics.md, "Metrics": every ratio is made from sums here, in one place,
 * and is null when its denominator is 0.
 */
import { isPriced, metricDefinition } from './catalogue.ts'
import type { Metric } from './catalogue.ts'
import { AMOUNT_SUMS, isAmountSum } from './sums.ts'
import type { NeededSums, SumName, Sums } from './sums.ts'

/**
 * The sums that {@link metricIn} looks at. In which currencies a group has money depends on all
 * amounts, and what came back on whether there were conversions.
 */
export function neededSums(metrics: readonly Metric[]): NeededSums {
  const made = metrics.flatMap((metric): SumName[] => {
    const { of, per } = metricDefinition(metric)
    return per === undefined ? [of] : [of, per]
  })
  return new Set<SumName>([...made, ...(metrics.some(isPriced) ? ['conversions' as const, ...AMOUNT_SUMS] : [])])
}

/**
 * A metric of one group; of one about money, in that currency ('' where the sender named none).
 * Sums of nothing are 0, and nothing is known of ratios without the money that they are made of.
 */
export function metricIn(metric: Metric, sums: Sums, currency: string): number | null {
  const { of, per, times = 1 } = metricDefinition(metric)
  const part = isAmountSum(of) ? sums[of][currency] : sums[of]
  if (per === undefined) return known(part ?? 0)
  const whole = isAmountSum(per) ? (sums[per][currency] ?? 0) : sums[per]
  // Without conversions nothing came back, and that is known.
  const isNothing = of === 'value' && part === undefined && sums.conversions === 0
  if (isNothing) return ratio(0, whole)
  return part === undefined ? null : ratio(part * times, whole)
}

/** The currencies in which a group has money, in alphabetical order; '' where none was named. */
export function currenciesOf(sums: Sums): string[] {
  return [...new Set(AMOUNT_SUMS.flatMap((sum) => Object.keys(sums[sum])))].sort()
}

/** Never Infinity or NaN: nothing to divide by is nothing known. */
export function ratio(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : known(numerator / denominator)
}

/** A number that is none is not known. */
function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
