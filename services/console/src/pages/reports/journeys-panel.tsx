import { TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { ReactNode } from 'react'
import { journeysQuery } from '../../api/analysis-queries.ts'
import type { JourneysShown } from '../../api/analysis-queries.ts'
import { catalogueQuery } from '../../api/queries.ts'
import { LazySankey } from '../../parts/lazy-sankey.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { SpanField } from '../builder/fields/span-field.tsx'

const USUAL = 'ViewContent,AddToCart,AdClick,Purchase'
const EVENTS_MAX = 10
const route = getRouteApi('/reports')

/** Which ways people take over some events, drawn as wide as many take them. */
export function JourneysPanel(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const { from, to, steps: given = USUAL, window: gap = '30d' } = route.useSearch()
  const navigate = route.useNavigate()
  const events = given.split(',').filter((one) => one !== '')
  const { data: catalogue } = useQuery(catalogueQuery)
  const query = useQuery(journeysQuery({ from, to }, events, gap))
  return (
    <>
      <div className="card row align-end">
        <TagsInput
          className="grow"
          label={t.touchpoints}
          description={t.touchpointsHelp}
          data={catalogue?.events.map(({ name }) => name) ?? []}
          value={events}
          maxTags={EVENTS_MAX}
          comboboxProps={{ transitionProps: { duration: 0 } }}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, steps: next.join(',') }), replace: true })}
        />
        <SpanField
          label={t.gap}
          value={gap}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, window: next }), replace: true })}
        />
      </div>
      {events.length < 2 ? (
        <div className="card">{t.twoTouchpoints}</div>
      ) : (
        <Loaded query={query} height={360}>
          {({ rows }) => (rows[0] && rows[0].links.length > 0 ? <Ways row={rows[0]} /> : <div className="card">{t.noWays}</div>)}
        </Loaded>
      )}
    </>
  )
}

function Ways({ row }: { row: JourneysShown['rows'][number] }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const flows = useMemo(() => row.links.map(({ step, from, to, persons }) => ({ step, from, to, people: persons })), [row.links])
  return (
    <>
      <section className="card">
        <ScrollX label={t.kinds.journeys}>
          <LazySankey label={t.kinds.journeys} flows={flows} />
        </ScrollX>
      </section>
      <div className="card">
        <ScrollX label={t.table}>
          <table className="table">
            <thead>
              <tr>
                <th>{t.path}</th>
                <th className="number">{texts.segments.size}</th>
                <th className="number">{t.ofAllPaths}</th>
              </tr>
            </thead>
            <tbody>
              {row.paths.map(({ touchpoints, persons, rate, goes_on: goesOn }) => (
                <tr key={touchpoints.join(' ')}>
                  <td>
                    {touchpoints.join(' → ')}
                    {goesOn ? ' → …' : ''}
                  </td>
                  <td className="number">{formats.number(persons)}</td>
                  <td className="number">
                    {formats.share(rate.value)}
                    <div className="bar-track">
                      <div className="bar-fill" style={{ width: `${(rate.value ?? 0) * 100}%` }} />
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
        {row.other_paths.paths > 0 ? (
          <div className="dim">
            {t.otherPaths(formats.number(row.other_paths.paths), formats.number(row.other_paths.persons))}
          </div>
        ) : null}
      </div>
    </>
  )
}
