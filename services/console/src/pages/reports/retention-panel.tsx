import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { retentionQuery } from '../../api/more-queries.ts'
import type { RetentionShown } from '../../api/more-types.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { SuggestField } from '../builder/fields/suggest-field.tsx'
import { useSuggestions } from '../builder/fields/use-catalogue.ts'

const UNITS = ['day', 'week', 'month'] as const
const route = getRouteApi('/reports')

/** Who came back, by when they came first. */
export function RetentionPanel(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const { from, to, steps, window: unit = 'week' } = route.useSearch()
  const navigate = route.useNavigate()
  const { events } = useSuggestions()
  const first = steps?.split(',')[0] ?? 'ViewContent'
  const known = UNITS.find((one) => one === unit) ?? 'week'
  const query = useQuery(retentionQuery({ from, to }, first, known))
  return (
    <>
      <div className="card row align-end">
        <SuggestField
          label={t.first}
          value={first}
          options={events}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, steps: next || undefined }), replace: true })}
        />
        <NativeSelect
          size="xs"
          label={t.unit}
          value={known}
          data={UNITS.map((one) => ({ value: one, label: t.units[one] }))}
          onChange={(event) => void navigate({ search: (old) => ({ ...old, window: event.target.value }), replace: true })}
        />
      </div>
      <Loaded query={query} height={240}>
        {({ rows }) => <CohortTable cohorts={rows[0]?.cohorts ?? []} />}
      </Loaded>
    </>
  )
}

function CohortTable({ cohorts }: { cohorts: RetentionShown['rows'][number]['cohorts'] }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const periods = cohorts[0]?.periods ?? []
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label={t.table}>
      <table className="table">
        <thead>
          <tr>
            <th>{t.cohort}</th>
            <th className="number">{texts.segments.size}</th>
            {periods.map(({ period }) => (
              <th key={period} className="number">
                {formats.number(period)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map(({ cohort, persons, periods: cells }) => (
            <tr key={cohort ?? 'all'}>
              <td>{cohort === null ? t.everybody : formats.day(cohort)}</td>
              <td className="number">{formats.number(persons)}</td>
              {cells.map(({ period, rate, is_over }) => (
                <td key={period} className="heat" style={{ background: heat(rate.value) }}>
                  {formats.share(rate.value)}
                  {is_over || rate.value === null ? '' : ' *'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="dim">{t.notOver}</div>
    </div>
  )
}

/** A ground that texts of both colours can be read on. */
const heat = (share: number | null): string =>
  `color-mix(in srgb, var(--console-accent) ${Math.round((share ?? 0) * 35)}%, transparent)`
