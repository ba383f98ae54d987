import { Button, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { sourcesQuery } from '../../api/more-queries.ts'
import { refusalsQuery } from '../../api/settings-queries.ts'
import { FilterField } from '../../parts/filter-field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

const route = getRouteApi('/settings')

interface Filter {
  code?: string | undefined
  source?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

/** What was refused, counted by why, and one by one; the counts are filters. */
export function RefusalsPanel(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.settings
  const { code, source, from, to } = route.useSearch()
  const navigate = route.useNavigate()
  const { data: sources = [] } = useQuery(sourcesQuery)
  // Counts are of all codes, so that another one can be chosen.
  const all = useQuery(refusalsQuery({ source, from, to }))
  const query = useQuery(refusalsQuery({ code, source, from, to }))
  const put = (part: Filter): void => void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  return (
    <div className="stack">
      <div className="card stack">
        <div className="row align-end">
          <NativeSelect
            size="xs"
            label={texts.live.source}
            value={source ?? ''}
            data={[{ value: '', label: texts.live.allSources }, ...sources.map((one) => ({ value: one.code, label: one.name }))]}
            onChange={(event) => put({ source: event.target.value || undefined })}
          />
          <FilterField type="date" label={texts.common.from} value={from} onChange={(next) => put({ from: next })} />
          <FilterField type="date" label={texts.reports.until} value={to} onChange={(next) => put({ to: next })} />
        </div>
        <div className="row" role="group" aria-label={t.byCode}>
          {Object.entries(all.data?.counts ?? {}).map(([one, count]) => (
            <Button
              key={one}
              size="compact-sm"
              variant={one === code ? 'filled' : 'default'}
              aria-pressed={one === code}
              onClick={() => put({ code: one === code ? undefined : one })}
            >
              {one} {formats.number(count)}
            </Button>
          ))}
        </div>
      </div>
      <Loaded query={query} height={240}>
        {({ rejected }) =>
          rejected.length === 0 ? (
            <div className="card">{t.noRefusals}</div>
          ) : (
            <div className="card">
              <ScrollX label={t.tabs.rejected}>
                <table className="table">
                  <thead>
                    <tr>
                      <th>{t.at}</th>
                      <th>{texts.live.source}</th>
                      <th>{t.code}</th>
                      <th>{t.why}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rejected.map((one) => (
                      <tr key={one.id}>
                        <td className="unbroken">{formats.instant(one.rejected_at)}</td>
                        <td>
                          {one.source === '' ? '–' : one.source} <span className="dim">{one.channel}</span>
                        </td>
                        <td>{one.code}</td>
                        <td className="wide-cell">
                          <code>{one.path}</code> {one.message}
                          {one.body === '' ? null : (
                            <details>
                              <summary className="dim">{texts.live.raw}</summary>
                              <pre className="code-block" tabIndex={0}>
                                {one.body}
                              </pre>
                            </details>
                          )}
                        </td>
                      </tr>
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
