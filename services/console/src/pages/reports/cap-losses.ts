import type { ExposureShown } from '../../api/analysis-queries.ts'

/** What would not have been shown, clicked and bought with a cap; null where that is not told. */
export interface CapLoss {
  people: number | null
  impressions: number | null
  impressionShare: number | null
  clicks: number | null
  clickShare: number | null
  conversions: number | null
  conversionShare: number | null
  spend: Record<string, number>
}

type Row = Pick<ExposureShown['rows'][number], 'n' | 'persons' | 'impressions' | 'clicks' | 'conversions' | 'spend'>

/** Exposures beyond a cap, summed up. People are those who have seen more than the cap. */
export function capLosses(rows: readonly Row[], cap: number): CapLoss {
  const beyond = rows.filter(({ n }) => n > cap)
  const sum = (of: readonly Row[], key: 'impressions' | 'clicks' | 'conversions'): number | null =>
    of.some((row) => row[key] === null) ? null : of.reduce((total, row) => total + (row[key] ?? 0), 0)
  const part = (key: 'impressions' | 'clicks' | 'conversions'): number | null => {
    const [lost, all] = [sum(beyond, key), sum(rows, key)]
    return lost === null || all === null || all === 0 ? null : lost / all
  }
  const spend: Record<string, number> = {}
  for (const row of beyond)
    for (const [currency, amount] of Object.entries(row.spend ?? {})) spend[currency] = (spend[currency] ?? 0) + amount
  return {
    people: beyond.length === 0 ? 0 : (beyond[0]?.persons ?? null),
    impressions: sum(beyond, 'impressions'),
    impressionShare: part('impressions'),
    clicks: sum(beyond, 'clicks'),
    clickShare: part('clicks'),
    conversions: sum(beyond, 'conversions'),
    conversionShare: part('conversions'),
    spend,
  }
}
