import { NativeSelect, Switch } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { rejectedQuery, sourcesQuery } from '../../api/more-queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useLanguage } from '../../texts/language.tsx'

const route = getRouteApi('/live')

/** What is refused as it comes, with why. */
export function LivePage(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.live
  const { source } = route.useSearch()
  const navigate = route.useNavigate()
  const [isPaused, setPaused] = useState(false)
  const { data: sources = [] } = useQuery(sourcesQuery)
  const query = useQuery({ ...rejectedQuery(source), refetchInterval: isPaused ? false : 2_000 })
  return (
    <>
      <PageHead title={texts.pages.live} under={t.help}>
        <NativeSelect
          aria-label={t.source}
          value={source ?? ''}
          data={[{ value: '', label: t.allSources }, ...sources.map(({ code, name }) => ({ value: code, label: name }))]}
          onChange={(event) => void navigate({ search: { source: event.target.value || undefined }, replace: true })}
        />
        <Switch label={t.pause} checked={isPaused} onChange={(event) => setPaused(event.currentTarget.checked)} />
      </PageHead>
      <Loaded query={query} height={240}>
        {({ rejected }) =>
          rejected.length === 0 ? (
            <div className="card">{t.nothing}</div>
          ) : (
            <ol className="plain-list">
              {rejected.map((one) => (
                <li key={one.id} className="card">
                  <div className="row">
                    <strong>{one.code}</strong>
                    <span className="dim">
                      {formats.instant(one.rejected_at)} · {one.source} · {one.channel}
                    </span>
                  </div>
                  <div>
                    <code>{one.path}</code> {one.message}
                  </div>
                  {one.body === '' ? null : (
                    <details>
                      <summary className="dim">{t.raw}</summary>
                      <pre className="code-block" tabIndex={0}>
                        {one.body}
                      </pre>
                    </details>
                  )}
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
    </>
  )
}
