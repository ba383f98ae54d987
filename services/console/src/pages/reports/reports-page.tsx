import { SegmentedControl, TextInput } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { PageHead } from '../../parts/page-head.tsx'
import { TIME_ZONE } from '../../time-zone.ts'
import { useLanguage } from '../../texts/language.tsx'
import { AttributionPanel } from './attribution-panel.tsx'
import { ExposurePanel } from './exposure-panel.tsx'
import { FunnelPanel } from './funnel-panel.tsx'
import { GrowthPanel } from './growth-panel.tsx'
import { JourneysPanel } from './journeys-panel.tsx'
import { LeaderboardPanel } from './leaderboard-panel.tsx'
import { MetricsPanel } from './metrics-panel.tsx'
import { RetentionPanel } from './retention-panel.tsx'
import { SchedulesPanel } from './schedules-panel.tsx'

const PANELS = {
  metrics: MetricsPanel,
  leaderboard: LeaderboardPanel,
  growth: GrowthPanel,
  attribution: AttributionPanel,
  exposure: ExposurePanel,
  funnel: FunnelPanel,
  journeys: JourneysPanel,
  retention: RetentionPanel,
  schedules: SchedulesPanel,
}
const KINDS = [
  ...(['metrics', 'leaderboard', 'growth', 'attribution', 'exposure'] as const),
  ...(['funnel', 'journeys', 'retention', 'schedules'] as const),
]
const route = getRouteApi('/reports')

/** Reports of a range of days; the address says which one. */
export function ReportsPage(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const { kind, from, to } = route.useSearch()
  const navigate = route.useNavigate()
  const shown = KINDS.find((one) => one === kind) ?? 'metrics'
  const Panel = PANELS[shown]
  const kinds = useRef<HTMLDivElement>(null)
  useEffect(() => {
    kinds.current?.querySelector('label[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [shown])
  return (
    <>
      <PageHead title={texts.pages.reports} under={t.days(TIME_ZONE)}>
        <TextInput
          type="date"
          size="xs"
          label={texts.common.from}
          value={from ?? ''}
          onChange={(event) =>
            void navigate({ search: (old) => ({ ...old, from: event.target.value || undefined }), replace: true })
          }
        />
        <TextInput
          type="date"
          size="xs"
          label={t.until}
          value={to ?? ''}
          onChange={(event) =>
            void navigate({ search: (old) => ({ ...old, to: event.target.value || undefined }), replace: true })
          }
        />
      </PageHead>
      <div className="stack">
        <div className="scroll-x" ref={kinds}>
          <SegmentedControl
            aria-label={t.kind}
            value={shown}
            data={KINDS.map((one) => ({ value: one, label: t.kinds[one] }))}
            onChange={(next) => void navigate({ search: ({ from, to }) => ({ from, to, kind: next }) })}
          />
        </div>
        <Panel />
      </div>
    </>
  )
}
