import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { destinationsQuery } from '../../api/destination-queries.ts'
import { segmentsQuery } from '../../api/queries.ts'
import { CopyText } from '../../parts/copy-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { ConditionBadge } from './condition-badge.tsx'

const FIRST = `curl -X PUT ${location.origin}/v1/destinations/tiktok-buyers -H "Authorization: Bearer $KEY" \\
  -H 'Content-Type: application/json' -d '{
  "kind": "tiktok_streaming", "name": "Buyers", "segment": "buyers",
  "advertiser_ids": ["7000000000000000001"], "token": {"file": "/run/secrets/tiktok-token"} }'`

/** Audiences elsewhere, with how each of them is. */
export function DestinationsPage(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.destinations
  const query = useQuery(destinationsQuery)
  const { data: segments = [] } = useQuery(segmentsQuery)
  const names = new Map(segments.map((segment) => [segment.id, segment]))
  return (
    <>
      <PageHead title={texts.pages.destinations} under={t.help} />
      <Loaded query={query} height={240}>
        {(all) =>
          all.length === 0 ? (
            <div className="card stack">
              <div>{t.empty}</div>
              <pre className="code-block" tabIndex={0}>
                {FIRST}
              </pre>
              <div>
                <CopyText text={FIRST} />
              </div>
            </div>
          ) : (
            <div className="card">
              <ScrollX label={texts.pages.destinations}>
                <table className="table">
                  <thead>
                    <tr>
                      <th>{texts.common.name}</th>
                      <th>{t.condition}</th>
                      <th>{t.segment}</th>
                      <th className="number">{t.held}</th>
                      <th className="number">{t.members}</th>
                      <th className="number">{t.open}</th>
                      <th className="number">{t.givenUp}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {all.map((one) => (
                      <tr key={one.id}>
                        <td>
                          <Link to="/destinations/$id" params={{ id: one.id }}>
                            {one.name}
                          </Link>
                          <div className="dim">{one.kind}</div>
                        </td>
                        <td>
                          <ConditionBadge destination={one} />
                        </td>
                        <td>
                          <Link to="/segments/$id" params={{ id: one.segment }}>
                            {names.get(one.segment)?.name ?? one.segment}
                          </Link>
                        </td>
                        <td className="number">{formats.number(one.people)}</td>
                        <td className="number">{formats.number(names.get(one.segment)?.size)}</td>
                        <td className="number">{formats.number(one.open_retractions)}</td>
                        <td className="number">{formats.number(one.given_up)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </ScrollX>
            </div>
          )
        }
      </Loaded>
    </>
  )
}
