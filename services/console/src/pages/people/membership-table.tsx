import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { PersonShown } from '../../api/more-types.ts'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

export function MembershipTable({ memberships, person }: Pick<PersonShown, 'memberships' | 'person'>): ReactNode {
  const { texts, formats } = useLanguage()
  return (
    <section className="card stack">
      <h2 className="section-title">{texts.pages.segments}</h2>
      {memberships.length === 0 ? (
        <div>{texts.people.noMemberships}</div>
      ) : (
        <ScrollX label={texts.pages.segments}>
          <table className="table">
            <thead>
              <tr>
                <th>{texts.common.name}</th>
                <th>{texts.segments.since}</th>
                <th>{texts.segments.until}</th>
                <th>{texts.segments.why}</th>
              </tr>
            </thead>
            <tbody>
              {memberships.map(({ segment, name, since, until }) => (
                <tr key={segment}>
                  <td>
                    <Link to="/segments/$id" params={{ id: segment }}>
                      {name}
                    </Link>
                  </td>
                  <td>{formats.instant(since)}</td>
                  <td>{formats.instant(until)}</td>
                  <td>
                    <Link to="/people/$person" params={{ person }} search={{ segment }}>
                      {texts.segments.why}
                    </Link>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
    </section>
  )
}
