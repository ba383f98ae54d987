import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { sourcesQuery } from '../../api/more-queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { NewSource } from './new-source.tsx'
import { SourceRow } from './source-row.tsx'

/** All sources with what came from each in the last day, and a form for a new one. */
export function SourcesPage(): ReactNode {
  const { texts } = useLanguage()
  const { may } = useSession()
  const query = useQuery(sourcesQuery)
  return (
    <>
      <PageHead title={texts.pages.sources} under={texts.sources.help} />
      <div className="two-columns">
        <Loaded query={query} height={240}>
          {(sources) =>
            sources.length === 0 ? (
              <div className="card">{texts.sources.empty}</div>
            ) : (
              <div className="card scroll-x" tabIndex={0} role="region" aria-label={texts.pages.sources}>
                <table className="table">
                  <thead>
                    <tr>
                      <th>{texts.common.name}</th>
                      <th>{texts.sources.kind}</th>
                      <th className="number">{texts.sources.accepted}</th>
                      <th className="number">{texts.sources.refused}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {sources.map((source) => (
                      <SourceRow key={source.code} source={source}>
                        <Link to="/sources/$code" params={{ code: source.code }}>
                          {source.name}
                        </Link>
                      </SourceRow>
                    ))}
                  </tbody>
                </table>
              </div>
            )
          }
        </Loaded>
        {may('admin') ? <NewSource /> : null}
      </div>
    </>
  )
}
