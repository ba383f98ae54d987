import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ResultsShown } from '../../api/experiment-queries.ts'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

const PARTS_MAX = 10

/** People of each arm beside how many it should have; loud where that cannot be chance. */
export function ArmSizes({ results }: { results: ResultsShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.experiments
  const { arms, sample_ratio: ratio } = results
  const total = arms.reduce((sum, { people }) => sum + people, 0)
  return (
    <section className="card stack">
      <h2 className="section-title">{t.arms}</h2>
      {ratio.alarm ? (
        <Alert color="red" title={t.ratioTitle} role="alert">
          {t.ratioHelp(formats.probability(ratio.p))}
        </Alert>
      ) : null}
      <ScrollX label={t.arms}>
        <table className="table">
          <thead>
            <tr>
              <th>{t.arm}</th>
              <th className="number">{t.people}</th>
              <th className="number">{t.planned}</th>
              <th className="number">{t.actual}</th>
              <th aria-hidden />
            </tr>
          </thead>
          <tbody>
            {arms.map(({ arm, people, planned }, i) => {
              const actual = total === 0 ? null : people / total
              return (
                <tr key={arm}>
                  <td>
                    {arm} {i === 0 ? <span className="dim">({t.control})</span> : null}
                  </td>
                  <td className="number">{formats.number(people)}</td>
                  <td className="number">{formats.share(planned)}</td>
                  <td className="number">{formats.share(actual)}</td>
                  <td className="bar-cell" aria-hidden>
                    <div className="bar-track bar-mark">
                      <div className="bar-fill" style={{ width: `${(actual ?? 0) * 100}%` }} />
                      <div className="bar-goal" style={{ left: `${planned * 100}%` }} />
                    </div>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollX>
      {ratio.p !== null && !ratio.alarm ? <div className="dim">{t.ratioFine(formats.probability(ratio.p))}</div> : null}
      {ratio.alarm && ratio.parts.length > 0 ? (
        <details open>
          <summary>{t.where}</summary>
          <ScrollX label={t.where}>
            <table className="table">
              <thead>
                <tr>
                  <th>{t.where}</th>
                  {arms.map(({ arm }) => (
                    <th key={arm} className="number">
                      {arm}
                    </th>
                  ))}
                  <th className="number">{t.p}</th>
                </tr>
              </thead>
              <tbody>
                {ratio.parts.slice(0, PARTS_MAX).map(({ by, key, people, p }) => (
                  <tr key={`${by} ${key}`}>
                    <td>
                      <span className="dim">{t.by[by]}</span> {key === '' ? '–' : key}
                    </td>
                    {people.map((count, i) => (
                      <td key={arms[i]?.arm} className="number">
                        {formats.number(count)}
                      </td>
                    ))}
                    <td className="number">{formats.probability(p)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </ScrollX>
        </details>
      ) : null}
    </section>
  )
}
