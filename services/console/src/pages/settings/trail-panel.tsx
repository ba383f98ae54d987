import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { trailQuery } from '../../api/settings-queries.ts'
import type { ChangeShown } from '../../api/settings-queries.ts'
import { FilterField } from '../../parts/filter-field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

const route = getRouteApi('/settings')

/** Who changed what, exported, or was not allowed to, newest first. */
export function TrailPanel(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.settings
  const { actor, target, from, to } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(trailQuery({ actor, target, from, to }))
  const put = (part: {
    actor?: string | undefined
    target?: string | undefined
    from?: string | undefined
    to?: string | undefined
  }) => void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  return (
    <div className="stack">
      <div className="card row align-end">
        <FilterField label={t.actor} value={actor} onChange={(next) => put({ actor: next })} />
        <FilterField label={t.target} value={target} onChange={(next) => put({ target: next })} />
        <FilterField type="date" label={texts.common.from} value={from} onChange={(next) => put({ from: next })} />
        <FilterField type="date" label={texts.reports.until} value={to} onChange={(next) => put({ to: next })} />
      </div>
      <Loaded query={query} height={240}>
        {({ changes }) =>
          changes.length === 0 ? (
            <div className="card">{t.noChanges}</div>
          ) : (
            <div className="card">
              <ScrollX label={t.tabs.trail}>
                <table className="table">
                  <thead>
                    <tr>
                      <th>{t.at}</th>
                      <th>{t.who}</th>
                      <th>{t.what}</th>
                      <th>{t.target}</th>
                      <th>{t.outcome}</th>
                      <th>{t.request}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {changes.map((change) => (
                      <ChangeRow key={change.request} change={change} onActor={(key) => put({ actor: key })} />
                    ))}
                  </tbody>
                </table>
              </ScrollX>
            </div>
          )
        }
      </Loaded>
    </div>
  )
}

function ChangeRow({ change, onActor }: { change: ChangeShown; onActor: (key: string) => void }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.settings
  const { at, actor, route: what, target, status, session, request } = change
  return (
    <tr>
      <td className="unbroken">{formats.instant(at)}</td>
      <td>
        <button type="button" className="text-button" onClick={() => onActor(actor.key)}>
          {actor.name ?? actor.key}
        </button>
        {session === undefined ? null : <div className="dim">{t.inBrowser}</div>}
      </td>
      <td className="mono">{what}</td>
      <td>{target === '' ? '–' : target}</td>
      <td>
        <Badge color={status < 400 ? 'green' : 'red'} variant="light" tt="none">
          {status}
        </Badge>
      </td>
      <td className="mono">{request}</td>
    </tr>
  )
}
