import { Link } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { healthQuery } from '../../api/more-queries.ts'
import type { SourceShown } from '../../api/more-types.ts'
import { Sparkline } from '../../parts/sparkline.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { healthTotals } from '../sources/health.ts'

const SHOWN_MAX = 12
const HOUR_S = 3_600

/** The sources with the last 24 hours of each. */
export function SourceHealth({ sources }: { sources: readonly SourceShown[] }): ReactNode {
  const { texts } = useLanguage()
  const t = texts.sources
  return (
    <section className="card stack">
      <h2 className="section-title">{texts.home.sourceHealth}</h2>
      <ScrollX label={texts.home.sourceHealth}>
        <table className="table">
          <thead>
            <tr>
              <th>{texts.common.name}</th>
              <th>{t.byHour}</th>
              <th className="number">{texts.home.perSecond}</th>
              <th className="number">{t.accepted}</th>
              <th className="number">{t.refused}</th>
              <th className="number">{t.withoutPerson}</th>
              <th className="number">{t.withoutConsent}</th>
              <th className="number">{t.unknownFields}</th>
            </tr>
          </thead>
          <tbody>
            {sources.slice(0, SHOWN_MAX).map((source) => (
              <HealthRow key={source.code} source={source} />
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}

function HealthRow({ source: { code, name } }: { source: SourceShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const { data: hours = [] } = useQuery({ ...healthQuery(code), refetchInterval: 10_000 })
  const totals = healthTotals(hours)
  const counts = hours.map(({ accepted }) => accepted)
  return (
    <tr>
      <td>
        <Link to="/sources/$code" params={{ code }}>
          {name}
        </Link>
      </td>
      <td>
        <Sparkline values={counts} label={texts.sources.byHour} />
      </td>
      <td className="number">{formats.number((counts.at(-1) ?? 0) / HOUR_S)}</td>
      <td className="number">{formats.number(totals.accepted)}</td>
      <td className="number">{formats.number(totals.refused)}</td>
      <td className="number">{formats.number(totals.without_person)}</td>
      <td className="number">{formats.number(totals.without_consent)}</td>
      <td className="number">{formats.number(totals.unknown_fields)}</td>
    </tr>
  )
}
