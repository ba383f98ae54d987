import { TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { funnelQuery } from '../../api/more-queries.ts'
import { catalogueQuery } from '../../api/queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { SpanField } from '../builder/fields/span-field.tsx'

const USUAL = 'ViewContent,AddToCart,Purchase'
const STEPS_MAX = 10
const route = getRouteApi('/reports')

/** How many get from one event to the next. */
export function FunnelPanel(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const { from, to, steps: given = USUAL, window = '30d' } = route.useSearch()
  const navigate = route.useNavigate()
  const steps = given.split(',').filter((one) => one !== '')
  const { data: catalogue } = useQuery(catalogueQuery)
  const query = useQuery(funnelQuery({ from, to }, steps, window))
  return (
    <>
      <div className="card row align-end">
        <TagsInput
          className="grow"
          label={t.steps}
          data={catalogue?.events.map(({ name }) => name) ?? []}
          value={steps}
          maxTags={STEPS_MAX}
          comboboxProps={{ transitionProps: { duration: 0 } }}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, steps: next.join(',') }), replace: true })}
        />
        <SpanField
          label={t.within}
          value={window}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, window: next }), replace: true })}
        />
      </div>
      {steps.length < 2 ? (
        <div className="card">{t.twoSteps}</div>
      ) : (
        <Loaded query={query} height={240}>
          {({ rows }) => (
            <div className="card scroll-x" tabIndex={0} role="region" aria-label={t.table}>
              <table className="table">
                <thead>
                  <tr>
                    <th>{t.step}</th>
                    <th className="number">{texts.segments.size}</th>
                    <th className="number">{t.ofFirst}</th>
                    <th className="number">{t.ofPrevious}</th>
                    <th className="number">{t.dropped}</th>
                  </tr>
                </thead>
                <tbody>
                  {rows[0]?.steps.map(({ step, reached, rate, step_rate, dropped }, i) => (
                    <tr key={step}>
                      <td>
                        {step}. {steps[i]}
                      </td>
                      <td className="number">{formats.number(reached)}</td>
                      <td className="number" title={`${formats.share(rate.low)} – ${formats.share(rate.high)}`}>
                        {formats.share(rate.value)}
                        <div className="bar-track">
                          <div className="bar-fill" style={{ width: `${(rate.value ?? 0) * 100}%` }} />
                        </div>
                      </td>
                      <td className="number">{formats.share(step_rate.value)}</td>
                      <td className="number">{formats.number(dropped)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Loaded>
      )}
    </>
  )
}
