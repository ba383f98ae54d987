import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { destinationQuery } from '../../api/destination-queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { ConditionBadge } from './condition-badge.tsx'
import { DestinationActions } from './destination-actions.tsx'
import { DestinationOverview } from './destination-overview.tsx'
import { RemovalsPanel } from './removals-panel.tsx'
import { RequestLog } from './request-log.tsx'

const TABS = ['overview', 'log', 'certificate'] as const
const route = getRouteApi('/destinations/$id')

/** One audience elsewhere: what it has, what was sent, who was removed, and what can be done. */
export function DestinationPage(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.destinations
  const { may } = useSession()
  const { id } = route.useParams()
  const search = route.useSearch()
  const query = useQuery(destinationQuery(id))
  const tab = TABS.find((one) => one === search.tab) ?? 'overview'
  return (
    <Loaded query={query} height={400}>
      {(destination) => (
        <>
          <PageHead
            title={destination.name}
            under={
              <span className="row">
                <code>{destination.id}</code>
                {destination.kind}
                <ConditionBadge destination={destination} />
              </span>
            }
          >
            {may('admin') && destination.state !== 'deleting' ? <DestinationActions destination={destination} /> : null}
          </PageHead>
          <nav className="page-tabs" aria-label={destination.name}>
            {TABS.filter((one) => one !== 'certificate' || may('export')).map((one) => (
              <Link
                key={one}
                to="/destinations/$id"
                params={{ id }}
                search={one === 'overview' ? {} : { tab: one }}
                className="page-tab"
                activeOptions={{ exact: true }}
                aria-current={one === tab ? 'page' : undefined}
              >
                {t.tabs[one]}
              </Link>
            ))}
          </nav>
          {tab === 'overview' ? (
            <DestinationOverview destination={destination} />
          ) : tab === 'log' ? (
            <RequestLog id={id} />
          ) : (
            <RemovalsPanel id={id} />
          )}
        </>
      )}
    </Loaded>
  )
}
