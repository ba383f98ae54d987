import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { destinationLogQuery } from '../../api/destination-queries.ts'
import type { DestinationRequestShown } from '../../api/destination-queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

const COLOURS = { done: 'green', unknown: 'yellow', refused: 'red', blocked: 'orange' } as const

/** The newest requests, each with its receipt. */
export function RequestLog({ id }: { id: string }): ReactNode {
  const { texts } = useLanguage()
  const t = texts.destinations
  const query = useQuery(destinationLogQuery(id))
  return (
    <Loaded query={query} height={240}>
      {(requests) =>
        requests.length === 0 ? (
          <div className="card">{t.noRequests}</div>
        ) : (
          <div className="card">
            <ScrollX label={t.tabs.log}>
              <table className="table">
                <thead>
                  <tr>
                    <th>{t.at}</th>
                    <th>{t.action}</th>
                    <th className="number">{texts.segments.size}</th>
                    <th>{t.outcome}</th>
                    <th className="number">{t.took}</th>
                    <th>{t.receipt}</th>
                  </tr>
                </thead>
                <tbody>
                  {requests.map((request) => (
                    <RequestRow key={`${request.at} ${request.request}`} request={request} />
                  ))}
                </tbody>
              </table>
            </ScrollX>
          </div>
        )
      }
    </Loaded>
  )
}

function RequestRow({ request }: { request: DestinationRequestShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.destinations
  return (
    <tr>
      <td className="unbroken">{formats.instant(request.at)}</td>
      <td className={request.action === 'add' ? 'came-in' : 'went-out'}>{t.actions[request.action]}</td>
      <td className="number">{formats.number(request.people)}</td>
      <td>
        <Badge color={COLOURS[request.outcome]} variant="light" tt="none">
          {t.outcomes[request.outcome]}
        </Badge>
        {request.reason === undefined ? null : <div className="dim">{request.reason}</div>}
      </td>
      <td className="number">{formats.number(Math.round(request.took_ms))} ms</td>
      <td className="mono">{request.request}</td>
    </tr>
  )
}
