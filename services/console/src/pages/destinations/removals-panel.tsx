import { Badge } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { removalsQuery } from '../../api/destination-queries.ts'
import type { RemovalsShown } from '../../api/destination-queries.ts'
import { addressOf } from '../../api/http.ts'
import { FigureCard } from '../../parts/figure-card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

/** Who was removed and why, what is open, and the digest by which it can be checked. */
export function RemovalsPanel({ id }: { id: string }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.destinations
  const query = useQuery(removalsQuery(id))
  return (
    <Loaded query={query} height={300}>
      {(certificate) => (
        <div className="stack">
          <div className="card-grid">
            <FigureCard label={t.confirmed} value={formats.number(certificate.confirmed)} />
            <FigureCard
              label={t.open}
              value={formats.number(certificate.open)}
              help={certificate.oldest_open === null ? undefined : t.since(formats.instant(certificate.oldest_open))}
            />
            <FigureCard
              label={t.slowest}
              value={certificate.slowest_ms === null ? '–' : `${formats.number(certificate.slowest_ms / 1000)} s`}
            />
          </div>
          <section className="card stack">
            <div className="row spread">
              <h2 className="section-title">{t.removals}</h2>
              <a href={addressOf(`/v1/destinations/${encodeURIComponent(id)}/certificate`)} download={`certificate-${id}.json`}>
                {t.downloadCertificate}
              </a>
            </div>
            <div className="dim wrap">
              {t.madeAt(formats.instant(certificate.made_at))} SHA-256 <code>{certificate.digest}</code>
            </div>
            {certificate.removals.length === 0 ? <div>{t.noRemovals}</div> : <RemovalTable removals={certificate.removals} />}
            {certificate.more ? <div className="dim">{t.more}</div> : null}
          </section>
        </div>
      )}
    </Loaded>
  )
}

function RemovalTable({ removals }: Pick<RemovalsShown, 'removals'>): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.destinations
  return (
    <ScrollX label={t.removals}>
      <table className="table">
        <thead>
          <tr>
            <th>{texts.segments.person}</th>
            <th>{t.reason}</th>
            <th>{t.askedAt}</th>
            <th>{t.confirmedAt}</th>
            <th>{t.receipt}</th>
          </tr>
        </thead>
        <tbody>
          {removals.map(({ person, reason, asked_at: asked, confirmed_at: confirmed, request }) => (
            <tr key={`${person} ${asked}`}>
              <td className="mono">
                <Link to="/people/$person" params={{ person }}>
                  {person}
                </Link>
              </td>
              <td>{reason}</td>
              <td>{formats.instant(asked)}</td>
              <td>
                {confirmed === null ? (
                  <Badge color="orange" variant="light" tt="none">
                    {t.conditions.open}
                  </Badge>
                ) : (
                  formats.instant(confirmed)
                )}
              </td>
              <td className="mono">{request ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  )
}
