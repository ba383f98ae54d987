import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { rejectedQuery, sourcesQuery } from '../../api/more-queries.ts'
import { segmentsQuery } from '../../api/queries.ts'
import { FigureCard } from '../../parts/figure-card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { SegmentSparks } from './segment-sparks.tsx'
import { SourceHealth } from './source-health.tsx'
import { useReadiness } from './readiness.ts'

/** How everything is: service, sources and segments at a glance. */
export function HomePage(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.home
  const sources = useQuery(sourcesQuery)
  const segments = useQuery(segmentsQuery)
  const rejected = useQuery({ ...rejectedQuery(), refetchInterval: 15_000 })
  const readiness = useReadiness()
  const refused = Object.values(rejected.data?.counts ?? {}).reduce((sum, count) => sum + count, 0)
  const isReady = readiness.data?.status === 'ok'
  return (
    <>
      <PageHead title={texts.pages.home} />
      <div className="stack">
        <div className="card-grid">
          <FigureCard
            label={t.service}
            value={readiness.data === undefined ? '…' : isReady ? t.ready : t.notReady}
            help={readiness.data?.checks
              ?.filter(({ ok }) => !ok)
              .map(({ name }) => name)
              .join(', ')}
          />
          <FigureCard label={texts.pages.sources} value={formats.number(sources.data?.length)} />
          <FigureCard label={texts.pages.segments} value={formats.number(segments.data?.length)} />
          <FigureCard label={t.refused} value={formats.number(refused)} help={<Link to="/live">{t.showRefused}</Link>} />
        </div>
        <Loaded query={sources} height={180}>
          {(all) =>
            all.length === 0 ? (
              <div className="card">
                <Link to="/sources">{t.firstSource}</Link>
              </div>
            ) : (
              <SourceHealth sources={all} />
            )
          }
        </Loaded>
        <Loaded query={segments} height={240}>
          {(all) =>
            all.length === 0 ? (
              <div className="card">
                <Link to="/segments/new">{t.firstSegment}</Link>
              </div>
            ) : (
              <SegmentSparks segments={all} />
            )
          }
        </Loaded>
      </div>
    </>
  )
}
