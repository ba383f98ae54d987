import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { EXPOSURES_PER, exposureCurveQuery } from '../../api/analysis-queries.ts'
import type { ExposureShown } from '../../api/analysis-queries.ts'
import { FilterField } from '../../parts/filter-field.tsx'
import { LazyChart } from '../../parts/lazy-chart.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { CapPanel } from './cap-panel.tsx'
import { ExposureTable } from './exposure-table.tsx'

const route = getRouteApi('/reports')

/** What one more impression of a campaign brings, and what showing it no more often would cost. */
export function ExposurePanel(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const { from, to, by, campaign } = route.useSearch()
  const navigate = route.useNavigate()
  const per = EXPOSURES_PER.find((one) => one === by) ?? 'campaign'
  const query = useQuery(exposureCurveQuery({ from, to }, per, campaign))
  return (
    <>
      <div className="card row align-end">
        <NativeSelect
          size="xs"
          label={t.per}
          value={per}
          data={EXPOSURES_PER.map((one) => ({ value: one, label: one === 'all' ? t.allAds : t.dimensions[one] }))}
          onChange={(event) => void navigate({ search: (old) => ({ ...old, by: event.target.value }), replace: true })}
        />
        <FilterField
          label={t.dimensions.campaign}
          value={campaign}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, campaign: next }), replace: true })}
        />
      </div>
      <Loaded query={query} height={320}>
        {(exposure) =>
          exposure.rows.length === 0 ? <div className="card">{t.noExposures}</div> : <ExposureCurve exposure={exposure} />
        }
      </Loaded>
    </>
  )
}

function ExposureCurve({ exposure }: { exposure: ExposureShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const { rows, cap: recommended, fatigue } = exposure
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const most = Math.max(...rows.map(({ n }) => n))
  const asked = Number(search.cap)
  const cap = Number.isInteger(asked) && asked >= 1 && asked <= most ? asked : (recommended?.exposures ?? most)
  const categories = useMemo(() => rows.map(({ n, and_more: more }) => (more ? `${n}+` : String(n))), [rows])
  const series = useMemo(
    () => [
      { name: 'ctr', kind: 'line' as const, values: rows.map(({ ctr }) => ctr.value) },
      { name: 'cvr', kind: 'line' as const, values: rows.map(({ cvr }) => cvr.value) },
    ],
    [rows],
  )
  const setCap = (next: number): void => void navigate({ search: (old) => ({ ...old, cap: String(next) }), replace: true })
  return (
    <>
      <section className="card stack">
        <h2 className="section-title">{t.exposureTitle}</h2>
        <LazyChart
          label={t.exposureTitle}
          categories={categories}
          series={series}
          isShare
          mark={categories[rows.findIndex(({ n }) => n === cap)]}
        />
        <div className="dim">
          {fatigue === null
            ? t.noFatigue
            : t.fatigue(
                formats.number(fatigue.n),
                texts.experiments.between(formats.number(fatigue.low), formats.number(fatigue.high)),
              )}
        </div>
      </section>
      <CapPanel exposure={exposure} cap={cap} most={most} onCap={setCap} />
      <ExposureTable rows={rows} cap={cap} />
    </>
  )
}
