import { Alert } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Condition } from '@weir/contracts'
import type { ReactNode } from 'react'
import { previewQuery } from '../../api/queries.ts'
import type { PreviewShown } from '../../api/types.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

/** The share of people that is looked at first, so that a figure is there at once. */
const QUICK = 0.02
const TYPING_MS = 350

/** Whom the rule would select: an estimate at once, then everybody counted. */
export function PreviewPanel({ rule }: { rule: Condition }): ReactNode {
  const { texts } = useLanguage()
  const [asked] = useDebouncedValue(rule, TYPING_MS)
  const quick = useQuery({ ...previewQuery(asked, QUICK), placeholderData: keepPreviousData })
  const exact = useQuery({ ...previewQuery(asked, 1), enabled: quick.isFetchedAfterMount && !quick.isFetching })
  // Of few people a small share may be nobody: that says nothing yet.
  const estimate = quick.data?.error_margin === null ? undefined : quick.data
  const shown = exact.data ?? estimate
  const error = exact.error ?? quick.error
  const isOld = asked !== rule || (exact.data === undefined && !error)
  return (
    <section className="card stack" aria-label={texts.builder.preview} aria-busy={isOld}>
      <h2 className="section-title">{texts.builder.preview}</h2>
      {error ? <ProblemNotice error={error} /> : shown ? <Figures shown={shown} isExact={exact.data !== undefined} /> : null}
      <div className="dim" role="status">
        {isOld && !error ? texts.builder.counting : ''}
      </div>
    </section>
  )
}

function Figures({ shown, isExact }: { shown: PreviewShown; isExact: boolean }): ReactNode {
  const { texts, formats } = useLanguage()
  const b = texts.builder
  const lateBy = shown.cost.conditions.reduce((most, { late_by_max_ms: ms }) => Math.max(most, ms ?? 0), 0)
  return (
    <>
      <div>
        <div className="figure-value" data-testid="preview-size">
          {formats.number(shown.size)}
        </div>
        <div className="dim">{b.ofKnown(formats.share(shown.share), formats.number(shown.known_people))}</div>
        <div className="dim">{isExact ? b.exact : b.estimate(formats.share(shown.error_margin))}</div>
      </div>
      <dl className="facts">
        <dt>{b.entering}</dt>
        <dd className="came-in">{formats.change(shown.entering_24h)}</dd>
        <dt>{b.leaving}</dt>
        <dd className="went-out">{formats.change(shown.leaving_24h === null ? null : -shown.leaving_24h)}</dd>
        {Object.entries(shown.matchable ?? {})
          .filter(([, count]) => count > 0)
          .map(([type, count]) => (
            <Pair key={type} name={`${b.matchableBy} ${type}`} value={formats.number(count)} />
          ))}
        <dt>{b.cost}</dt>
        <dd>{shown.cost.state_bytes_max === null ? b.unbounded : formats.bytes(shown.cost.state_bytes_max)}</dd>
      </dl>
      <div className="dim">{lateBy === 0 ? b.exactInstant : b.lateBy(`${formats.number(lateBy / 1000)} s`)}</div>
      {shown.warnings && shown.warnings.length > 0 ? (
        <Alert color="yellow" title={b.warnings}>
          {shown.warnings.map(({ path, message }) => (
            <div key={`${path} ${message}`}>
              <code>{path}</code>: {message}
            </div>
          ))}
        </Alert>
      ) : null}
    </>
  )
}

function Pair({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
