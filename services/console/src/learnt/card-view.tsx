import { Alert } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ModelCardShown } from '../api/model-queries.ts'
import { FigureCard } from '../parts/figure-card.tsx'
import { useLanguage } from '../texts/language.tsx'
import { CalibrationCard, ImportanceCard, LiftCard } from './card-charts.tsx'
import { UNSTABLE_FROM } from './card-series.ts'

/** How good what was learnt is; first of all whether it is too good to be true. */
export function CardView({ card }: { card: ModelCardShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.models
  const { people, stability, leak } = card
  return (
    <div className="stack">
      {leak.alarm ? (
        <Alert color="red" title={t.leak} role="alert" data-testid="leak">
          <div>{t.leakHelp}</div>
          <ul lang="en">
            {leak.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </Alert>
      ) : null}
      {stability.score > UNSTABLE_FROM ? (
        <Alert color="orange" title={t.unstable} role="status">
          {t.unstableHelp}
        </Alert>
      ) : null}
      <div className="card-grid">
        <FigureCard label="AUC" value={formats.number(card.auc)} help={t.aucHelp} />
        <FigureCard label={t.averagePrecision} value={formats.number(card.average_precision)} help={t.averagePrecisionHelp} />
        <FigureCard label={t.calibrationError} value={formats.share(card.calibration_error)} help={t.calibrationErrorHelp} />
        <FigureCard label="Brier" value={formats.number(card.brier)} help={t.brierHelp} />
        <FigureCard label={t.stability} value={formats.number(stability.score)} help={t.stabilityHelp} />
        <FigureCard
          label={t.judged}
          value={formats.number(people.judged)}
          help={t.judgedHelp(formats.number(people.positives), formats.share(people.cold))}
        />
      </div>
      <div className="card-pair">
        <CalibrationCard card={card} />
        <LiftCard card={card} />
      </div>
      <ImportanceCard card={card} />
      <section className="card stack">
        <h2 className="section-title">{t.howMade}</h2>
        <dl className="facts">
          <dt>{t.trainedAt}</dt>
          <dd>{formats.instant(card.trained_at)}</dd>
          <dt>{t.dataOf}</dt>
          <dd>
            {formats.day(card.from)} – {formats.day(card.to)}
          </dd>
          <dt>{t.kind}</dt>
          <dd>{t.kinds[card.kind]}</dd>
          <dt>{t.calibratedBy}</dt>
          <dd>{t.calibrations[card.calibrated_by]}</dd>
          <dt>{t.fitted}</dt>
          <dd>{formats.number(people.fitted)}</dd>
          <dt>{t.calibrated}</dt>
          <dd>{formats.number(people.calibrated)}</dd>
          <dt>{t.share}</dt>
          <dd>{formats.share(people.share)}</dd>
        </dl>
      </section>
    </div>
  )
}
