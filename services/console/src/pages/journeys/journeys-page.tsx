import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { plannedJourneysQuery } from '../../api/plan-queries.ts'
import type { JourneyShown } from '../../api/plan-queries.ts'
import { FilterField } from '../../parts/filter-field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

const route = getRouteApi('/journeys')

/** All journeys with how many people are on them. */
export function JourneysPage(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.plannedJourneys
  const { q } = route.useSearch()
  const navigate = route.useNavigate()
  const wanted = (q ?? '').toLowerCase()
  const query = useQuery(plannedJourneysQuery)
  return (
    <>
      <PageHead title={texts.pages.journeys} under={t.help} />
      <Loaded query={query} height={240}>
        {(journeys) =>
          journeys.length === 0 ? (
            <div className="card">{t.empty}</div>
          ) : (
            <div className="stack">
              <div className="row">
                <FilterField
                  label={t.search}
                  value={q}
                  onChange={(next) => void navigate({ search: { q: next }, replace: true })}
                />
              </div>
              <JourneyTable journeys={journeys.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted))} />
            </div>
          )
        }
      </Loaded>
    </>
  )
}

function JourneyTable({ journeys }: { journeys: readonly JourneyShown[] }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.plannedJourneys
  if (journeys.length === 0) return <div className="card">{t.noneFound}</div>
  return (
    <div className="card">
      <ScrollX label={texts.pages.journeys}>
        <table className="table">
          <thead>
            <tr>
              <th>{texts.common.name}</th>
              <th className="number">{t.steps}</th>
              <th className="number">{t.people}</th>
              <th className="number">{t.atGoal}</th>
              <th>{t.lasts}</th>
              <th>{t.saved}</th>
            </tr>
          </thead>
          <tbody>
            {journeys.map(({ id, name, description, steps, places, lasts, saved_at: saved }) => {
              const goal = places.find(({ step }) => step === 'goal')
              const others = places.filter(({ step }) => step !== 'goal')
              const isTold = others.every(({ people }) => people !== null)
              return (
                <tr key={id}>
                  <td className="wide-cell">
                    <Link to="/journeys/$id" params={{ id }}>
                      {name}
                    </Link>
                    <div className="dim">{description}</div>
                  </td>
                  <td className="number">{formats.number(steps.length)}</td>
                  <td className="number">
                    {formats.number(isTold ? others.reduce((sum, { people }) => sum + (people ?? 0), 0) : null)}
                  </td>
                  <td className="number">{formats.number(goal?.people)}</td>
                  <td>{lasts}</td>
                  <td>{formats.day(saved)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollX>
    </div>
  )
}
