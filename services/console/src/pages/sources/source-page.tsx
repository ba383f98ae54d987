import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { healthQuery, sourcesQuery } from '../../api/more-queries.ts'
import { FigureCard } from '../../parts/figure-card.tsx'
import { LazyChart } from '../../parts/lazy-chart.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { CatalogueTable } from './catalogue-table.tsx'
import { healthTotals } from './health.ts'
import { InstallPanel } from './install-panel.tsx'

const route = getRouteApi('/sources/$code')

/** One source: how to install it, whether it works, what came, and what was seen in it. */
export function SourcePage(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.sources
  const { code } = route.useParams()
  const { data: sources = [] } = useQuery(sourcesQuery)
  const source = sources.find((one) => one.code === code)
  const health = useQuery(healthQuery(code))
  return (
    <>
      <PageHead
        title={source?.name ?? code}
        under={
          <>
            <code>{code}</code> {source ? `· ${t.kinds[source.kind]} · ${t.basisShown(t.bases[source.consent_basis])}` : ''}
          </>
        }
      />
      <Loaded query={health} height={300}>
        {(hours) => {
          const totals = healthTotals(hours)
          return (
            <div className="stack">
              <InstallPanel code={code} accepted={totals.accepted} />
              <div className="card-grid">
                <FigureCard label={t.accepted} value={formats.number(totals.accepted)} help={t.lastDay} />
                <FigureCard
                  label={t.refused}
                  value={formats.number(totals.refused)}
                  help={
                    <Link to="/live" search={{ source: code }}>
                      {t.showRefused}
                    </Link>
                  }
                />
                <FigureCard label={t.duplicates} value={formats.number(totals.duplicates)} />
                <FigureCard label={t.withoutPerson} value={formats.number(totals.without_person)} />
                <FigureCard label={t.withoutConsent} value={formats.number(totals.without_consent)} />
                <FigureCard label={t.unknownFields} value={formats.number(totals.unknown_fields)} />
              </div>
              <section className="card stack">
                <h2 className="section-title">{t.byHour}</h2>
                <LazyChart
                  label={t.byHour}
                  categories={hours.map(({ hour }) => formats.instant(hour))}
                  series={[{ name: t.accepted, kind: 'bar', values: hours.map(({ accepted }) => accepted) }]}
                />
              </section>
              <CatalogueTable code={code} />
            </div>
          )
        }}
      </Loaded>
    </>
  )
}
