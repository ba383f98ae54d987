import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { personQuery } from '../../api/more-queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { ConsentTable } from './consent-table.tsx'
import { ErasePerson } from './erase-person.tsx'
import { ErasureProgress } from './erasure-progress.tsx'
import { IdentityCard } from './identity-card.tsx'
import { MembershipTable } from './membership-table.tsx'
import { PersonTimeline } from './person-timeline.tsx'
import { WhyAtInstant } from './why-at-instant.tsx'

const route = getRouteApi('/people/$person')

/** One person: who they are, what they allow, where they are members, what they did, and why. */
export function PersonPage(): ReactNode {
  const { texts, formats } = useLanguage()
  const { may } = useSession()
  const { person } = route.useParams()
  const [erasure, setErasure] = useState<string>()
  const query = useQuery({ ...personQuery(person), enabled: erasure === undefined })
  if (erasure !== undefined) return <ErasureProgress id={erasure} />
  return (
    <Loaded query={query} height={400}>
      {(shown) => (
        <>
          <PageHead
            title={texts.people.person}
            under={
              <>
                <code>{shown.person}</code> · {texts.people.firstSeen(formats.instant(shown.first_seen))}
              </>
            }
          >
            {may('erase') ? <ErasePerson person={shown.person} onErased={setErasure} /> : null}
          </PageHead>
          <div className="two-columns">
            <div className="stack">
              <MembershipTable memberships={shown.memberships} person={shown.person} />
              <WhyAtInstant person={shown.person} memberships={shown.memberships} firstSeen={shown.first_seen} />
              {may('export') ? <PersonTimeline person={shown.person} /> : null}
            </div>
            <div className="stack">
              <IdentityCard person={shown} />
              <ConsentTable consent={shown.consent} />
            </div>
          </div>
        </>
      )}
    </Loaded>
  )
}
