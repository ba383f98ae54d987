import type { ReactNode } from 'react'
import type { ExposureShown } from '../../api/analysis-queries.ts'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

/** The numbers behind the curve; what a cap would leave out is dim. */
export function ExposureTable({ rows, cap }: { rows: ExposureShown['rows']; cap: number }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  return (
    <div className="card">
      <ScrollX label={t.table}>
        <table className="table">
          <thead>
            <tr>
              <th className="number">{t.exposureNumber}</th>
              <th className="number">{texts.segments.size}</th>
              <th className="number">impressions</th>
              <th className="number">clicks</th>
              <th className="number">ctr</th>
              <th className="number">conversions</th>
              <th className="number">cvr</th>
              <th className="number">{t.marginalCpa}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.n} className={row.n > cap ? 'beyond' : undefined}>
                <td className="number">
                  {formats.number(row.n)}
                  {row.and_more ? '+' : ''}
                </td>
                <td className="number">{formats.number(row.persons)}</td>
                <td className="number">{formats.number(row.impressions)}</td>
                <td className="number">{formats.number(row.clicks)}</td>
                <td className="number" title={`${formats.share(row.ctr.low)} – ${formats.share(row.ctr.high)}`}>
                  {formats.share(row.ctr.value)}
                </td>
                <td className="number">{formats.number(row.conversions)}</td>
                <td className="number" title={`${formats.share(row.cvr.low)} – ${formats.share(row.cvr.high)}`}>
                  {formats.share(row.cvr.value)}
                </td>
                <td className="number">
                  {Object.entries(row.marginal_cpa ?? {}).map(([currency, amount]) => (
                    <div key={currency}>{amount === null ? '–' : formats.money(amount, currency)}</div>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </div>
  )
}
