import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { CREDIT_DIMENSIONS, creditQuery } from '../../api/analysis-queries.ts'
import type { ReportShown } from '../../api/more-types.ts'
import { LazyChart } from '../../parts/lazy-chart.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { creditByModel, creditMeasures, CREDIT_MODELS } from './model-credit.ts'
import type { ModelCredit } from './model-credit.ts'

const CHARTED_MAX = 10
const route = getRouteApi('/reports')

/** Whom each model of attribution gives the conversions to. */
export function AttributionPanel(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const { from, to, by } = route.useSearch()
  const navigate = route.useNavigate()
  const dimension = CREDIT_DIMENSIONS.find((one) => one === by) ?? 'campaign'
  const query = useQuery(creditQuery({ from, to }, dimension))
  return (
    <>
      <div className="card row align-end">
        <NativeSelect
          size="xs"
          label={t.by}
          value={dimension}
          data={CREDIT_DIMENSIONS.map((one) => ({ value: one, label: t.dimensions[one] }))}
          onChange={(event) => void navigate({ search: (old) => ({ ...old, by: event.target.value }), replace: true })}
        />
        <div className="dim">{t.attributionHelp}</div>
      </div>
      <Loaded query={query} height={300}>
        {({ rows }) => (rows.length === 0 ? <div className="card">{t.empty}</div> : <Credits rows={rows} by={dimension} />)}
      </Loaded>
    </>
  )
}

function Credits({ rows, by }: { rows: ReportShown['rows']; by: (typeof CREDIT_DIMENSIONS)[number] }): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const { chart } = route.useSearch()
  const navigate = route.useNavigate()
  const measures = useMemo(() => creditMeasures(rows), [rows])
  const measure = measures.find((one) => one === chart) ?? measures[0] ?? 'conversions'
  const credits = useMemo(() => creditByModel(rows, by, measure), [rows, by, measure])
  const charted = useMemo(() => {
    const most = credits.slice(0, CHARTED_MAX)
    return {
      categories: most.map(({ name }) => name ?? '–'),
      series: CREDIT_MODELS.map((model) => ({
        name: t.models[model],
        kind: 'bar' as const,
        values: most.map(({ credit }) => credit[model] ?? null),
      })),
    }
  }, [credits, t])
  return (
    <>
      <section className="card stack">
        <NativeSelect
          aria-label={t.chart}
          size="xs"
          maw={240}
          value={measure}
          data={measures}
          onChange={(event) => void navigate({ search: (old) => ({ ...old, chart: event.target.value }), replace: true })}
        />
        <LazyChart label={`${t.kinds.attribution}: ${measure}`} {...charted} />
      </section>
      <CreditTable credits={credits} byLabel={t.dimensions[by]} currency={/^value_(.+)$/.exec(measure)?.[1]} />
    </>
  )
}

interface CreditTableProps {
  credits: readonly ModelCredit[]
  byLabel: string
  /** Of money. */
  currency: string | undefined
}

/** Each model beside the first one: what it gives more or less. */
function CreditTable({ credits, byLabel, currency }: CreditTableProps): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const [first, ...others] = CREDIT_MODELS
  const figure = (value: number | null | undefined): string =>
    typeof value === 'number' && currency !== undefined ? formats.money(value, currency) : formats.number(value)
  return (
    <div className="card">
      <ScrollX label={t.table}>
        <table className="table">
          <thead>
            <tr>
              <th>{byLabel}</th>
              {CREDIT_MODELS.map((model) => (
                <th key={model} className="number">
                  {t.models[model]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {credits.map(({ name, credit }) => (
              <tr key={name ?? ''}>
                <td>{name ?? '–'}</td>
                <td className="number">{figure(credit[first])}</td>
                {others.map((model) => (
                  <td key={model} className="number">
                    {figure(credit[model])}
                    <Difference more={credit[model]} than={credit[first]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </div>
  )
}

function Difference({ more, than }: { more: number | null | undefined; than: number | null | undefined }): ReactNode {
  const { formats } = useLanguage()
  if (typeof more !== 'number' || typeof than !== 'number' || than === 0) return null
  const change = more / than - 1
  return <div className={change > 0 ? 'came-in' : change < 0 ? 'went-out' : 'dim'}>{formats.changeShare(change)}</div>
}
