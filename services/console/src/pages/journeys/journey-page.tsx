import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { journeyQuery, journeyStepsQuery } from '../../api/plan-queries.ts'
import { FilterField } from '../../parts/filter-field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { flowOf } from './flow-of.ts'
import type { FlowStep } from './flow-of.ts'

const route = getRouteApi('/journeys/$id')

/** One journey as a flow: who is at each step, who came to it, and who of these got to the goal. */
export function JourneyPage(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.plannedJourneys
  const { id } = route.useParams()
  const { from, to } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(journeyQuery(id))
  const steps = useQuery(journeyStepsQuery(id, { from, to }))
  return (
    <Loaded query={query} height={400}>
      {(journey) => (
        <>
          <PageHead
            title={journey.name}
            under={
              <span className="row">
                <code>{journey.id}</code>
                <span>{t.lastsFor(journey.lasts)}</span>
                <span>{t.reentries[journey.reentry]}</span>
              </span>
            }
          />
          <div className="stack">
            {journey.description === undefined ? null : <div>{journey.description}</div>}
            <div className="row align-end">
              <FilterField
                type="date"
                label={texts.common.from}
                value={from}
                onChange={(next) => void navigate({ search: (old) => ({ ...old, from: next }), replace: true })}
              />
              <FilterField
                type="date"
                label={texts.common.to}
                value={to}
                onChange={(next) => void navigate({ search: (old) => ({ ...old, to: next }), replace: true })}
              />
              <span className="dim">{t.rangeHelp}</span>
            </div>
            {steps.error ? <ProblemNotice error={steps.error} onRetry={() => void steps.refetch()} /> : null}
            <ol className="flow" aria-label={t.flow}>
              {flowOf(journey, steps.data?.steps ?? []).map((level) => (
                <li key={level[0]?.id} className="flow-level">
                  {level.map((step) => (
                    <StepCard key={step.id} step={step} />
                  ))}
                </li>
              ))}
            </ol>
          </div>
        </>
      )}
    </Loaded>
  )
}

function StepCard({ step }: { step: FlowStep }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.plannedJourneys
  const { id, name, after, wait, place, figures } = step
  const title = id === 'entry' ? t.entry : id === 'goal' ? t.goal : (name ?? id)
  return (
    <section className="card stack tight" aria-label={title} data-testid={`step-${id}`}>
      <h2 className="section-title">
        {place ? (
          <Link to="/segments/$id" params={{ id: place.segment }}>
            {title}
          </Link>
        ) : (
          title
        )}
      </h2>
      {after === undefined ? null : (
        <div className="dim">
          {t.after(after === 'entry' ? t.entry : after)}
          {wait === undefined ? null : `, ${t.waits(wait)}`}
        </div>
      )}
      <dl className="facts">
        <dt>{t.now}</dt>
        <dd>
          {formats.number(place?.people)}
          {place?.status === 'backfilling' ? <span className="dim"> {texts.segments.backfilling}</span> : null}
        </dd>
        <dt>{t.entered}</dt>
        <dd>{formats.number(figures?.entered)}</dd>
        {id === 'goal' ? null : (
          <>
            <dt>{t.converted}</dt>
            <dd>{formats.number(figures?.converted)}</dd>
            <dt>{t.conversion}</dt>
            <dd>{formats.share(figures?.conversion)}</dd>
          </>
        )}
      </dl>
      {id === 'goal' ? null : (
        <div className="bar-track" aria-hidden>
          <div className="bar-fill" style={{ width: `${(figures?.conversion ?? 0) * 100}%` }} />
        </div>
      )}
    </section>
  )
}
