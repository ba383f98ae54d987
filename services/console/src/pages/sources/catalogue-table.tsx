import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { catalogueOfQuery } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

const SHOWN_MAX = 100

/** Events, properties and traits that were seen in a source. */
export function CatalogueTable({ code }: { code: string }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.sources
  const query = useQuery(catalogueOfQuery(code))
  return (
    <section className="card stack">
      <h2 className="section-title">{t.catalogue}</h2>
      <Loaded query={query} height={160}>
        {({ events, properties, traits }) =>
          events.length === 0 ? (
            <div className="dim">{t.nothingSeen}</div>
          ) : (
            <ScrollX label={t.catalogue}>
              <table className="table">
                <thead>
                  <tr>
                    <th>{t.what}</th>
                    <th className="number">{t.share}</th>
                    <th>{t.examples}</th>
                    <th>{t.lastSeen}</th>
                  </tr>
                </thead>
                <tbody>
                  {events.map(({ name, events: count, last }) => (
                    <tr key={name}>
                      <td>
                        <strong>{name}</strong>
                      </td>
                      <td className="number">{formats.number(count)}</td>
                      <td />
                      <td>{formats.instant(last)}</td>
                    </tr>
                  ))}
                  {[...properties, ...traits].slice(0, SHOWN_MAX).map(({ path, share, examples, types, last }) => (
                    <tr key={path}>
                      <td>
                        <code>{path}</code> <span className="dim">{types.join(', ')}</span>
                      </td>
                      <td className="number">{formats.share(share)}</td>
                      <td>{examples.join(', ')}</td>
                      <td>{formats.instant(last)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </ScrollX>
          )
        }
      </Loaded>
    </section>
  )
}
