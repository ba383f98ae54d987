import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { PageHead } from '../../parts/page-head.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { KeysPanel } from './keys-panel.tsx'
import { RefusalsPanel } from './refusals-panel.tsx'
import { SessionsPanel } from './sessions-panel.tsx'
import { TrailPanel } from './trail-panel.tsx'

const TABS = ['keys', 'sessions', 'trail', 'rejected'] as const
const PANELS = { keys: KeysPanel, sessions: SessionsPanel, trail: TrailPanel, rejected: RefusalsPanel }
const route = getRouteApi('/settings')

/** Who may do what, who did, and what was refused. A key that may less sees less. */
export function SettingsPage(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.settings
  const { may, name, role } = useSession()
  const search = route.useSearch()
  const tabs = TABS.filter((one) => one === 'rejected' || may('admin'))
  const tab = tabs.find((one) => one === search.tab) ?? tabs[0] ?? 'rejected'
  const Panel = PANELS[tab]
  return (
    <>
      <PageHead title={texts.pages.settings} under={t.help(texts.shell.signedInAs(name, role))} />
      <nav className="page-tabs" aria-label={texts.pages.settings}>
        {tabs.map((one) => (
          <Link
            key={one}
            to="/settings"
            search={{ tab: one }}
            className="page-tab"
            activeOptions={{ exact: true }}
            aria-current={one === tab ? 'page' : undefined}
          >
            {t.tabs[one]}
          </Link>
        ))}
      </nav>
      <Panel />
    </>
  )
}
