import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { experimentQuery } from '../../api/experiment-queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { DefinitionPanel } from './definition-panel.tsx'
import { ExperimentState } from './experiment-state.tsx'
import { ResultsPanel } from './results-panel.tsx'

const TABS = ['results', 'definition'] as const
const route = getRouteApi('/experiments/$id')

/** One experiment: what came of it, and what it is. */
export function ExperimentPage(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.experiments
  const { id } = route.useParams()
  const search = route.useSearch()
  const query = useQuery(experimentQuery(id))
  const tab = TABS.find((one) => one === search.tab) ?? 'results'
  return (
    <Loaded query={query} height={400}>
      {(experiment) => (
        <>
          <PageHead
            title={experiment.name}
            under={
              <span className="row">
                <code>{experiment.id}</code>
                <ExperimentState state={experiment.state} />
                <span>
                  {formats.day(experiment.starts_at)} –{' '}
                  {experiment.ends_at === undefined ? t.noEnd : formats.day(experiment.ends_at)}
                </span>
              </span>
            }
          />
          <nav className="page-tabs" aria-label={experiment.name}>
            {TABS.map((one) => (
              <Link
                key={one}
                to="/experiments/$id"
                params={{ id }}
                search={one === 'results' ? {} : { tab: one }}
                className="page-tab"
                activeOptions={{ exact: true }}
                aria-current={one === tab ? 'page' : undefined}
              >
                {t[one]}
              </Link>
            ))}
          </nav>
          {tab === 'results' ? <ResultsPanel experiment={experiment} /> : <DefinitionPanel experiment={experiment} />}
        </>
      )}
    </Loaded>
  )
}
