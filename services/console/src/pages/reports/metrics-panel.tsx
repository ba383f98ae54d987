import { MultiSelect, NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { metricsQuery, metricsReportQuery } from '../../api/more-queries.ts'
import { LazyChart } from '../../parts/lazy-chart.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { MetricTable } from './metric-table.tsx'
import { flatRows, metricColumnsOf } from './columns.ts'

const DIMENSIONS = ['segment', 'day', 'week', 'campaign', 'adgroup', 'ad', 'creative', 'source', 'country', 'device'] as const
const USUAL = 'impressions,clicks,ctr,conversions,cvr,cpa'
const BARS_MAX = 30
const route = getRouteApi('/reports')

/** Metrics by one dimension, as a chart and as a table of the same numbers. */
export function MetricsPanel(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const by = DIMENSIONS.find((one) => one === search.by) ?? 'segment'
  const metrics = (search.metrics ?? USUAL).split(',').filter((one) => one !== '')
  const { data: known = [] } = useQuery(metricsQuery)
  const { from, to } = search
  const query = useQuery(metricsReportQuery({ from, to }, by, metrics))
  return (
    <>
      <div className="card row align-end">
        <NativeSelect
          label={t.by}
          value={by}
          data={DIMENSIONS.map((one) => ({ value: one, label: t.dimensions[one] }))}
          onChange={(event) =>
            void navigate({ search: (old) => ({ ...old, by: event.target.value, chart: undefined }), replace: true })
          }
        />
        <MultiSelect
          className="grow"
          label={t.metrics}
          data={known.map(({ id }) => id)}
          value={metrics}
          searchable
          hidePickedOptions
          comboboxProps={{ transitionProps: { duration: 0 } }}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, metrics: next.join(',') }), replace: true })}
        />
      </div>
      <Loaded query={query} height={300}>
        {({ rows: answered, complete, final }) => {
          const rows = flatRows(answered)
          if (rows.length === 0) return <div className="card">{t.empty}</div>
          const columns = metricColumnsOf(rows, by, known)
          const charted = columns.find(({ key }) => key === search.chart) ?? columns[0]
          return (
            <>
              {complete && final ? null : <div className="dim">{t.notFinal}</div>}
              {charted ? (
                <section className="card stack">
                  <NativeSelect
                    aria-label={t.chart}
                    size="xs"
                    maw={240}
                    value={charted.key}
                    data={columns.map(({ key }) => key)}
                    onChange={(event) =>
                      void navigate({ search: (old) => ({ ...old, chart: event.target.value }), replace: true })
                    }
                  />
                  <LazyChart
                    label={`${charted.key}, ${t.dimensions[by]}`}
                    categories={rows.slice(0, BARS_MAX).map((row) => String(row[by] ?? '–'))}
                    series={[
                      {
                        name: charted.key,
                        kind: by === 'day' || by === 'week' ? 'line' : 'bar',
                        values: rows.slice(0, BARS_MAX).map((row) => {
                          const value = row[charted.key]
                          return typeof value === 'number' ? value : null
                        }),
                      },
                    ]}
                  />
                </section>
              ) : null}
              <MetricTable rows={rows} by={by} byLabel={t.dimensions[by]} columns={columns} />
            </>
          )
        }}
      </Loaded>
    </>
  )
}
