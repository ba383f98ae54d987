import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { membersQuery } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { WhyPanel } from '../people/why-panel.tsx'

const SHOWN_MAX = 200
const route = getRouteApi('/segments/$id')

/** The first members, each with the reason on demand. */
export function MembersPanel({ segment }: { segment: SegmentShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const { person } = route.useSearch()
  const query = useQuery(membersQuery(segment.id))
  return (
    <Loaded query={query} height={300}>
      {({ members }) =>
        members.length === 0 ? (
          <div className="card">{texts.segments.noMembers}</div>
        ) : (
          <div className="stack">
            {person === undefined ? null : <WhyPanel person={person} segment={segment.id} />}
            <div className="card stack">
              <div className="dim">{texts.segments.firstMembers(formats.number(Math.min(SHOWN_MAX, members.length)))}</div>
              <ScrollX label={texts.segments.members}>
                <table className="table">
                  <thead>
                    <tr>
                      <th>{texts.segments.person}</th>
                      <th>{texts.segments.since}</th>
                      <th>{texts.segments.until}</th>
                      <th>{texts.segments.why}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {members.slice(0, SHOWN_MAX).map((member) => (
                      <tr key={member.person}>
                        <td>
                          <Link to="/people/$person" params={{ person: member.person }}>
                            {member.person}
                          </Link>
                        </td>
                        <td>{formats.instant(member.since)}</td>
                        <td>{formats.instant(member.until)}</td>
                        <td>
                          <Link to="/segments/$id" params={{ id: segment.id }} search={{ tab: 'members', person: member.person }}>
                            {texts.segments.why}
                          </Link>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </ScrollX>
            </div>
          </div>
        )
      }
    </Loaded>
  )
}
