import { MultiSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { growthQuery } from '../../api/analysis-queries.ts'
import { segmentsQuery } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { LazyChart } from '../../parts/lazy-chart.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { Sparkline } from '../../parts/sparkline.tsx'
import { useLanguage } from '../../texts/language.tsx'

const USUAL = 4
const COMPARED_MAX = 6
const route = getRouteApi('/reports')

/** Sizes of segments over time, beside each other. */
export function GrowthPanel(): ReactNode {
  const { texts } = useLanguage()
  const { from, to, segments: given } = route.useSearch()
  const navigate = route.useNavigate()
  const segments = useQuery(segmentsQuery)
  const known = segments.data ?? []
  const chosen = given === undefined ? largest(known) : given.split(',')
  const query = useQuery(growthQuery(chosen, { from, to }))
  if (segments.data?.length === 0) return <div className="card">{texts.segments.empty}</div>
  return (
    <>
      <div className="card">
        <MultiSelect
          label={texts.pages.segments}
          data={known.map(({ id, name }) => ({ value: id, label: name }))}
          value={chosen}
          searchable
          maxValues={COMPARED_MAX}
          comboboxProps={{ transitionProps: { duration: 0 } }}
          onChange={(next) =>
            void navigate({ search: (old) => ({ ...old, segments: next.join(',') || undefined }), replace: true })
          }
        />
      </div>
      <Loaded query={query} height={300}>
        {({ rows }) => <GrowthRows rows={rows} known={known} />}
      </Loaded>
    </>
  )
}

function largest(segments: readonly SegmentShown[]): string[] {
  const bySize = segments.toSorted((a, b) => (b.size ?? 0) - (a.size ?? 0))
  return bySize.slice(0, USUAL).map(({ id }) => id)
}

interface GrowthRowsProps {
  rows: readonly {
    segment: string
    days: { day: string; size: number | null; joined: number | null; left: number | null }[]
  }[]
  known: readonly SegmentShown[]
}

function GrowthRows({ rows, known }: GrowthRowsProps): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const names = useMemo(() => new Map(known.map(({ id, name }) => [id, name])), [known])
  const series = useMemo(
    () =>
      rows.map(({ segment, days }) => ({
        name: names.get(segment) ?? segment,
        values: days.map(({ size }) => size),
        kind: 'line' as const,
      })),
    [rows, names],
  )
  const categories = useMemo(() => (rows[0]?.days ?? []).map(({ day }) => formats.day(day)), [rows, formats])
  const sum = (values: readonly (number | null)[]): number => values.reduce<number>((total, one) => total + (one ?? 0), 0)
  return (
    <>
      <section className="card">
        <LazyChart label={t.kinds.growth} categories={categories} series={series} />
      </section>
      <div className="card">
        <ScrollX label={t.table}>
          <table className="table">
            <thead>
              <tr>
                <th>{t.dimensions.segment}</th>
                <th aria-hidden />
                <th className="number">{t.before}</th>
                <th className="number">{texts.segments.entered}</th>
                <th className="number">{texts.segments.left}</th>
                <th className="number">{t.after}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ segment, days }) => (
                <tr key={segment}>
                  <td>
                    <Link to="/segments/$id" params={{ id: segment }}>
                      {names.get(segment) ?? segment}
                    </Link>
                  </td>
                  <td aria-hidden>
                    <Sparkline values={days.map(({ size }) => size)} label="" />
                  </td>
                  <td className="number">{formats.number(days[0]?.size)}</td>
                  <td className="number came-in">{formats.change(sum(days.map(({ joined }) => joined)))}</td>
                  <td className="number went-out">{formats.change(-sum(days.map(({ left }) => left)))}</td>
                  <td className="number">{formats.number(days.at(-1)?.size)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      </div>
    </>
  )
}
