import { NativeSelect, Skeleton, Slider } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { segmentsQuery, whyQuery } from '../../api/queries.ts'
import type { PersonShown } from '../../api/more-types.ts'
import { useLanguage } from '../../texts/language.tsx'
import { WhyPanel } from './why-panel.tsx'

const DAY_MS = 86_400_000
const STEPS = 500
const route = getRouteApi('/people/$person')

interface WhyAtInstantProps {
  person: string
  memberships: PersonShown['memberships']
  firstSeen: string | null
}

/** Why the person is in a segment, or not, at any instant from before their first event on. */
export function WhyAtInstant({ person, memberships, firstSeen }: WhyAtInstantProps): ReactNode {
  const { texts, formats } = useLanguage()
  const { segment, at } = route.useSearch()
  const navigate = route.useNavigate()
  const { data: segments = [] } = useQuery(segmentsQuery)
  const [sliding, setSliding] = useState<number>()
  const chosen = segment ?? memberships[0]?.segment ?? segments[0]?.id
  // The time of the service may be another than the browser's: it says what "now" is.
  const { data: present } = useQuery({ ...whyQuery(person, chosen ?? ''), enabled: chosen !== undefined })
  if (chosen === undefined) return null
  if (present === undefined) return <Skeleton height={180} radius="md" />
  const now = Date.parse(present.at)
  const end = now + 30 * DAY_MS
  const start = (firstSeen === null ? now - 30 * DAY_MS : Date.parse(firstSeen)) - DAY_MS
  const shownAt = at === undefined ? now : Date.parse(at)
  const instantOf = (step: number): string => new Date(Math.round(start + ((end - start) * step) / STEPS)).toISOString()
  return (
    <>
      <section className="card stack">
        <h2 className="section-title">{texts.people.whyAt}</h2>
        <NativeSelect
          label={texts.builder.segment}
          value={chosen}
          data={segments.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => void navigate({ search: (old) => ({ ...old, segment: event.target.value }), replace: true })}
        />
        <div>
          <div className="dim">
            {formats.instant(sliding === undefined ? new Date(shownAt).toISOString() : instantOf(sliding))}
          </div>
          <Slider
            aria-label={texts.people.instant}
            thumbLabel={texts.people.instant}
            label={null}
            min={0}
            max={STEPS}
            value={sliding ?? Math.round(((shownAt - start) / (end - start)) * STEPS)}
            onChange={setSliding}
            onChangeEnd={(step) => {
              setSliding(undefined)
              void navigate({ search: (old) => ({ ...old, segment: chosen, at: instantOf(step) }), replace: true })
            }}
          />
          <div className="row spread dim">
            <span>{formats.day(new Date(start).toISOString())}</span>
            <span>{formats.day(new Date(end).toISOString())}</span>
          </div>
        </div>
      </section>
      <WhyPanel person={person} segment={chosen} at={at} />
    </>
  )
}
