import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ExperimentMetricShown, ExperimentShown } from '../../api/experiment-queries.ts'
import { useLanguage } from '../../texts/language.tsx'

/** What was planned: who takes part in which arm, what decides, and how sure it has to be. */
export function DefinitionPanel({ experiment }: { experiment: ExperimentShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.experiments
  const { arms, segment, exclusive } = experiment
  const weights = arms.reduce((sum, { weight }) => sum + weight, 0)
  return (
    <div className="two-columns">
      <div className="stack">
        <section className="card stack">
          <h2 className="section-title">{t.hypothesis}</h2>
          <div className="reading">{experiment.hypothesis === '' ? '–' : experiment.hypothesis}</div>
        </section>
        <section className="card stack">
          <h2 className="section-title">{t.metrics}</h2>
          <MetricList title={t.roles.primary} metrics={[experiment.primary]} />
          <MetricList title={t.roles.guardrail} metrics={experiment.guardrails} />
          <MetricList title={t.roles.secondary} metrics={experiment.secondary} />
        </section>
      </div>
      <div className="stack">
        <section className="card stack">
          <h2 className="section-title">{t.who}</h2>
          <dl className="facts">
            <dt>{texts.builder.segment}</dt>
            <dd>
              {segment === undefined ? (
                t.everybody
              ) : (
                <Link to="/segments/$id" params={{ id: segment }}>
                  {segment}
                </Link>
              )}
            </dd>
            <dt>{t.traffic}</dt>
            <dd>{formats.share(experiment.traffic)}</dd>
            {exclusive ? (
              <>
                <dt>{t.exclusive}</dt>
                <dd>
                  {exclusive.group}, {t.between(formats.share(exclusive.from), formats.share(exclusive.to))}
                </dd>
              </>
            ) : null}
            {arms.map(({ id, weight }, i) => (
              <ArmFact key={id} name={i === 0 ? `${id} (${t.control})` : id} share={formats.share(weight / weights)} />
            ))}
          </dl>
        </section>
        <section className="card stack">
          <h2 className="section-title">{t.plan}</h2>
          <dl className="facts">
            <dt>{t.started}</dt>
            <dd>{formats.instant(experiment.starts_at)}</dd>
            <dt>{t.ends}</dt>
            <dd>{experiment.ends_at === undefined ? t.noEnd : formats.instant(experiment.ends_at)}</dd>
            <dt>{t.effect}</dt>
            <dd>{formats.share(experiment.effect)}</dd>
            <dt>{t.alpha}</dt>
            <dd>{formats.share(experiment.alpha)}</dd>
            <dt>{t.power}</dt>
            <dd>{formats.share(experiment.power)}</dd>
            <dt>{t.window}</dt>
            <dd>{formats.number(experiment.window)}</dd>
            <dt>{t.lookback}</dt>
            <dd>{formats.number(experiment.lookback)}</dd>
            <dt>{t.correction}</dt>
            <dd>{experiment.correction === 'holm' ? 'Holm' : 'Benjamini-Hochberg'}</dd>
          </dl>
        </section>
      </div>
    </div>
  )
}

function ArmFact({ name, share }: { name: string; share: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>{share}</dd>
    </>
  )
}

function MetricList({ title, metrics }: { title: string; metrics: readonly ExperimentMetricShown[] }): ReactNode {
  const { texts } = useLanguage()
  const t = texts.experiments
  if (metrics.length === 0) return null
  return (
    <div>
      <div className="dim">{title}</div>
      <ul className="plain-list">
        {metrics.map((metric) => (
          <li key={metric.id}>
            <strong>{metric.id}</strong> <span className="dim">{t.kinds[metric.kind]}</span>
            {metric.better === 'less' ? <span className="dim">, {t.lessIsBetter}</span> : null}
            <details>
              <summary className="dim">{texts.builder.asJson}</summary>
              <pre className="code-block" tabIndex={0}>
                {JSON.stringify(metric, null, 2)}
              </pre>
            </details>
          </li>
        ))}
      </ul>
    </div>
  )
}
