import { Button } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { findDifference } from '../../api/destination-queries.ts'
import type { DestinationShown } from '../../api/destination-queries.ts'
import { segmentQuery } from '../../api/queries.ts'
import { FigureCard } from '../../parts/figure-card.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

/** What stands elsewhere in the page, or is not of the definition. */
const SHOWN_ELSEWHERE = new Set(
  'id name segment kind state people open_retractions given_up syncing created_at last_sync paused'.split(' '),
)

/** Who is there beside who should be, what a sync would send, and how it is defined. */
export function DestinationOverview({ destination }: { destination: DestinationShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.destinations
  const segment = useQuery(segmentQuery(destination.segment))
  const fields = Object.entries(destination).filter(([name]) => !SHOWN_ELSEWHERE.has(name))
  return (
    <div className="stack">
      <div className="card-grid">
        <FigureCard label={t.held} value={formats.number(destination.people)} help={t.heldHelp} />
        <FigureCard
          label={t.members}
          value={formats.number(segment.data?.size)}
          help={
            <Link to="/segments/$id" params={{ id: destination.segment }}>
              {segment.data?.name ?? destination.segment}
            </Link>
          }
        />
        <FigureCard label={t.open} value={formats.number(destination.open_retractions)} help={t.openHelp} />
        <FigureCard label={t.givenUp} value={formats.number(destination.given_up)} help={t.givenUpHelp} />
      </div>
      <DryRun id={destination.id} />
      <section className="card stack">
        <h2 className="section-title">{texts.experiments.definition}</h2>
        <dl className="facts">
          <dt>{t.created}</dt>
          <dd>{formats.instant(destination.created_at)}</dd>
          <dt>{t.lastSync}</dt>
          <dd>{formats.instant(destination.last_sync)}</dd>
          {fields.map(([name, value]) => (
            <Field key={name} name={name} value={value} />
          ))}
        </dl>
      </section>
    </div>
  )
}

function Field({ name, value }: { name: string; value: unknown }): ReactNode {
  const text = typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : JSON.stringify(value)
  return (
    <>
      <dt>
        <code>{name}</code>
      </dt>
      <dd className="wrap mono">{text}</dd>
    </>
  )
}

function DryRun({ id }: { id: string }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.destinations
  const dry = useMutation({ mutationFn: () => findDifference(id) })
  return (
    <section className="card stack">
      <div className="row spread">
        <h2 className="section-title">{t.dryRun}</h2>
        <Button variant="default" size="xs" loading={dry.isPending} onClick={() => dry.mutate()}>
          {t.dryRunNow}
        </Button>
      </div>
      <div className="dim">{t.dryRunHelp}</div>
      {dry.error ? <ProblemNotice error={dry.error} /> : null}
      {dry.data ? (
        <dl className="facts narrow" data-testid="difference" role="status">
          <dt>{t.add}</dt>
          <dd className="came-in">{formats.change(dry.data.add)}</dd>
          <dt>{t.remove}</dt>
          <dd className="went-out">{formats.change(-dry.data.remove)}</dd>
          <dt>{t.keep}</dt>
          <dd>{formats.number(dry.data.keep)}</dd>
        </dl>
      ) : null}
    </section>
  )
}
