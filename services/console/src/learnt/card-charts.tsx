import type { ReactNode } from 'react'
import type { ModelCardShown } from '../api/model-queries.ts'
import { LazyChart } from '../parts/lazy-chart.tsx'
import { ScrollX } from '../parts/scroll-x.tsx'
import { useLanguage } from '../texts/language.tsx'
import { calibrationOf, importanceOf, liftOf } from './card-series.ts'

/** Whether what is said happens as often as it is said: the two lines should be one. */
export function CalibrationCard({ card }: { card: ModelCardShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.models
  const curve = calibrationOf(card)
  return (
    <section className="card stack">
      <h2 className="section-title">{t.calibration}</h2>
      <div className="dim">{t.calibrationHelp}</div>
      <LazyChart
        label={t.calibration}
        categories={curve.map(({ said }) => formats.share(said))}
        series={[
          { name: t.said, values: curve.map(({ said }) => said), kind: 'line' },
          { name: t.happened, values: curve.map(({ happened }) => happened), kind: 'line' },
        ]}
        isShare
      />
      <details>
        <summary>{texts.common.showData}</summary>
        <ScrollX label={t.calibration}>
          <table className="table">
            <thead>
              <tr>
                <th className="number">{t.said}</th>
                <th className="number">{t.happened}</th>
                <th className="number">{t.examples}</th>
              </tr>
            </thead>
            <tbody>
              {curve.map(({ said, happened, size }) => (
                <tr key={said}>
                  <td className="number">{formats.share(said)}</td>
                  <td className="number">{formats.share(happened)}</td>
                  <td className="number">{formats.number(size)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      </details>
    </section>
  )
}

/** How much better than chance the best people are. */
export function LiftCard({ card }: { card: ModelCardShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.models
  const steps = liftOf(card)
  return (
    <section className="card stack">
      <h2 className="section-title">{t.lift}</h2>
      <div className="dim">{t.liftHelp}</div>
      <LazyChart
        label={t.lift}
        categories={steps.map(({ share }) => formats.share(share))}
        series={[{ name: t.lift, values: steps.map(({ lift }) => lift), kind: 'bar' }]}
      />
      <details>
        <summary>{texts.common.showData}</summary>
        <ScrollX label={t.lift}>
          <table className="table">
            <thead>
              <tr>
                <th className="number">{t.best}</th>
                <th className="number">{t.lift}</th>
              </tr>
            </thead>
            <tbody>
              {steps.map(({ share, lift }) => (
                <tr key={share}>
                  <td className="number">{formats.share(share)}</td>
                  <td className="number">{formats.number(lift)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      </details>
    </section>
  )
}

/** What matters to the model, and how far each of it has moved. */
export function ImportanceCard({ card }: { card: ModelCardShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.models
  const moved = new Map(card.stability.features.map(({ feature, value }) => [feature, value]))
  return (
    <section className="card stack">
      <h2 className="section-title">{t.importance}</h2>
      <div className="dim">{t.importanceHelp}</div>
      <ScrollX label={t.importance}>
        <table className="table">
          <thead>
            <tr>
              <th>{t.feature}</th>
              <th className="number">{t.aucLoss}</th>
              <th aria-hidden />
              <th className="number">{t.stability}</th>
            </tr>
          </thead>
          <tbody>
            {importanceOf(card).map(({ feature, value, length }) => (
              <tr key={feature}>
                <td className="mono wide-cell">{feature}</td>
                <td className="number">{formats.number(value)}</td>
                <td className="bar-cell" aria-hidden>
                  <div className="bar-track">
                    <div className="bar-fill" style={{ width: `${length * 100}%` }} />
                  </div>
                </td>
                <td className="number">{formats.number(moved.get(feature))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </section>
  )
}
