import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { segmentQuery } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { LinkButton } from '../../parts/link-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { DeleteSegment } from './delete-segment.tsx'
import { ExportPanel } from './export-panel.tsx'
import { LookalikePanel } from './lookalike-panel.tsx'
import { MembersPanel } from './members-panel.tsx'
import { OverlapPanel } from './overlap-panel.tsx'
import { OverviewPanel } from './overview-panel.tsx'
import { SeedPanel } from './seed-panel.tsx'
import { StatusBadge } from './status-badge.tsx'
import { VersionsPanel } from './versions-panel.tsx'

const TABS = ['overview', 'members', 'overlap', 'seed', 'lookalike', 'export', 'versions'] as const
type Tab = (typeof TABS)[number]

const PANELS: Record<Tab, (props: { segment: SegmentShown }) => ReactNode> = {
  overview: OverviewPanel,
  members: MembersPanel,
  overlap: OverlapPanel,
  seed: SeedPanel,
  lookalike: LookalikePanel,
  export: ExportPanel,
  versions: VersionsPanel,
}

const route = getRouteApi('/segments/$id')

/** One segment; the address says which part of it is shown. */
export function SegmentPage(): ReactNode {
  const { texts } = useLanguage()
  const { may } = useSession()
  const { id } = route.useParams()
  const search = route.useSearch()
  const query = useQuery({
    ...segmentQuery(id),
    refetchInterval: ({ state }) => (state.data?.status === 'backfilling' ? 1_000 : 15_000),
  })
  const tab = TABS.find((one) => one === search.tab) ?? 'overview'
  const Panel = PANELS[tab]
  return (
    <Loaded query={query} height={400}>
      {(segment) => (
        <>
          <PageHead
            title={segment.name}
            under={
              <span className="row">
                <code>{segment.id}</code>
                <StatusBadge segment={segment} />
                {texts.segments.version(String(segment.version))}
              </span>
            }
          >
            {may('admin') ? (
              <>
                <LinkButton to="/segments/$id/edit" params={{ id }} variant="default">
                  {texts.common.edit}
                </LinkButton>
                <DeleteSegment segment={segment} />
              </>
            ) : null}
          </PageHead>
          <nav className="page-tabs" aria-label={segment.name}>
            {TABS.filter((one) => one !== 'export' || may('export')).map((one) => (
              <Link
                key={one}
                to="/segments/$id"
                params={{ id }}
                search={one === 'overview' ? {} : { tab: one }}
                className="page-tab"
                activeOptions={{ exact: true }}
                aria-current={one === tab ? 'page' : undefined}
              >
                {texts.segments[one]}
              </Link>
            ))}
          </nav>
          <Panel segment={segment} />
        </>
      )}
    </Loaded>
  )
}
