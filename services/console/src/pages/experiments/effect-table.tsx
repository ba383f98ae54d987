import type { ReactNode } from 'react'
import type { ExperimentMetricShown, ResultRowShown } from '../../api/experiment-queries.ts'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { EffectBar } from '../../parts/effect-bar.tsx'
import { clearOf } from './effect-clear.ts'
import type { IntervalKind } from './effect-clear.ts'

interface EffectTableProps {
  title: string
  rows: readonly ResultRowShown[]
  metrics: readonly ExperimentMetricShown[]
  kind: IntervalKind
  /** How far bars reach to either side of no change. */
  reach: number
}

/** Metrics of one role, a row per arm: both values, the change as a bar and in words, and p. */
export function EffectTable({ title, rows, metrics, kind, reach }: EffectTableProps): ReactNode {
  const { texts } = useLanguage()
  const t = texts.experiments
  if (rows.length === 0) return null
  const hasPeople = rows.some(({ incremental }) => incremental !== null)
  const hasCosts = rows.some(({ incremental_cpa: costs }) => costs.length > 0)
  return (
    <section className="card stack">
      <h2 className="section-title">{title}</h2>
      <ScrollX label={title}>
        <table className="table effects">
          <thead>
            <tr>
              <th>{t.metric}</th>
              <th>{t.arm}</th>
              <th className="number">{t.inControl}</th>
              <th className="number">{t.inArm}</th>
              <th>{t.change}</th>
              <th className="number">{t.p}</th>
              {hasPeople ? <th className="number">{t.incremental}</th> : null}
              {hasCosts ? <th className="number">{t.costs}</th> : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <EffectRow
                key={`${row.metric} ${row.arm}`}
                row={row}
                metric={metrics.find(({ id }) => id === row.metric)}
                {...{ kind, reach, hasPeople, hasCosts }}
              />
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}

interface EffectRowProps extends Pick<EffectTableProps, 'kind' | 'reach'> {
  row: ResultRowShown
  metric: ExperimentMetricShown | undefined
  hasPeople: boolean
  hasCosts: boolean
}

function EffectRow({ row, metric, kind, reach, hasPeople, hasCosts }: EffectRowProps): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.experiments
  const currency = metric && 'sum' in metric ? metric.sum : undefined
  const shown = (value: number | null): string =>
    value === null
      ? '–'
      : metric?.kind === 'share'
        ? formats.share(value)
        : currency === undefined
          ? formats.number(value)
          : formats.money(value, currency)
  const clear = clearOf(row, kind)
  const { relative, effect, incremental, variance_reduction: noise } = row
  return (
    <tr>
      <td>
        <strong>{row.metric}</strong>
        <div className="dim">
          {metric ? t.kinds[metric.kind] : ''}
          {row.better === 'less' ? `, ${t.lessIsBetter}` : ''}
        </div>
      </td>
      <td>{row.arm}</td>
      <td className="number">{shown(row.control)}</td>
      <td className="number">{shown(row.value)}</td>
      <td className="effect-cell">
        {relative ? (
          <>
            <EffectBar relative={relative[kind]} value={relative.value} reach={reach} clear={clear} />
            <span className={`effect-${clear}`}>
              <strong>{formats.changeShare(relative.value)}</strong> ({t.clear[clear]})
            </span>{' '}
            <span className="dim">
              {t.between(formats.changeShare(relative[kind].low), formats.changeShare(relative[kind].high))}
            </span>
          </>
        ) : effect ? (
          <span className={`effect-${clear}`}>
            {formats.change(effect.value)} ({t.between(formats.change(effect[kind].low), formats.change(effect[kind].high))})
          </span>
        ) : (
          '–'
        )}
        {noise !== null && noise >= 0.01 ? <div className="dim">{t.noise(formats.share(noise))}</div> : null}
      </td>
      <td className="number">{formats.probability(kind === 'always' ? row.p : row.p_fixed)}</td>
      {hasPeople ? (
        <td className="number">
          {incremental ? (
            <>
              {formats.change(Math.round(incremental.conversions))}
              <div className="dim">
                {t.between(formats.change(Math.round(incremental.low)), formats.change(Math.round(incremental.high)))}
              </div>
            </>
          ) : (
            '–'
          )}
        </td>
      ) : null}
      {hasCosts ? (
        <td className="number">
          {row.incremental_cpa.map((cost) => (
            <div key={cost.currency}>{formats.money(cost.value, cost.currency)}</div>
          ))}
        </td>
      ) : null}
    </tr>
  )
}
