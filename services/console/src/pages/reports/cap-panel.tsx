import { Button } from '@mantine/core'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ExposureShown } from '../../api/analysis-queries.ts'
import { FigureCard } from '../../parts/figure-card.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { capLosses } from './cap-losses.ts'
import { SaveCap } from './save-cap.tsx'

interface CapPanelProps {
  exposure: ExposureShown
  cap: number
  most: number
  onCap: (cap: number) => void
}

const route = getRouteApi('/reports')

/** A cap to be dragged, with what it would have cost; the recommended one is a click away. */
export function CapPanel({ exposure, cap, most, onCap }: CapPanelProps): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const { may } = useSession()
  const { campaign } = route.useSearch()
  const { cap: recommended, rows, per } = exposure
  const losses = capLosses(rows, cap)
  const of = (share: number | null): string => (share === null ? '' : t.ofAll(formats.share(share)))
  // A rule is about one campaign, or about all ads together.
  const isOneRule = per === 'all' || (per === 'campaign' && campaign !== undefined)
  return (
    <section className="card stack">
      <div className="row spread">
        <h2 className="section-title">{t.cap(formats.number(cap))}</h2>
        {recommended === null ? (
          <span className="dim">{t.noCap}</span>
        ) : (
          <Button
            size="xs"
            variant="default"
            disabled={cap === recommended.exposures}
            onClick={() => onCap(recommended.exposures)}
          >
            {t.recommended(formats.number(recommended.exposures))}
          </Button>
        )}
      </div>
      <input
        type="range"
        className="wide-range"
        min={1}
        max={most}
        step={1}
        value={cap}
        aria-label={t.capLabel}
        onChange={(event) => onCap(event.currentTarget.valueAsNumber)}
      />
      <div className="card-grid" data-testid="cap-losses">
        <FigureCard label={t.peopleBeyond} value={formats.number(losses.people)} />
        <FigureCard label={t.impressionsSaved} value={formats.number(losses.impressions)} help={of(losses.impressionShare)} />
        <FigureCard label={t.clicksBeyond} value={formats.number(losses.clicks)} help={of(losses.clickShare)} />
        <FigureCard label={t.conversionsBeyond} value={formats.number(losses.conversions)} help={of(losses.conversionShare)} />
        {Object.entries(losses.spend).map(([currency, amount]) => (
          <FigureCard key={currency} label={t.spendSaved} value={formats.money(amount, currency)} />
        ))}
      </div>
      {recommended !== null && cap === recommended.exposures ? (
        <div className="dim">
          {t.onlyBeyond(formats.share(recommended.clickers_lost.value), formats.share(recommended.converters_lost.value))}
        </div>
      ) : null}
      {may('admin') && isOneRule ? <SaveCap cap={cap} campaign={per === 'all' ? undefined : campaign} /> : null}
    </section>
  )
}
