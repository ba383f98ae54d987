import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { resultsQuery } from '../../api/experiment-queries.ts'
import type { ExperimentShown } from '../../api/experiment-queries.ts'
import { reachOf } from '../../parts/effect-scale.ts'
import { FigureCard } from '../../parts/figure-card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { useLanguage } from '../../texts/language.tsx'
import { ArmSizes } from './arm-sizes.tsx'
import { DecisionCard } from './decision-card.tsx'
import { EffectTable } from './effect-table.tsx'

const ROLES = ['primary', 'guardrail', 'secondary'] as const
const route = getRouteApi('/experiments/$id')

/** The decision, whether it can be believed, how far it is, and every metric with its interval. */
export function ResultsPanel({ experiment }: { experiment: ExperimentShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.experiments
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const kind = search.interval === 'fixed' ? 'fixed' : 'always'
  const query = useQuery(resultsQuery(experiment.id))
  return (
    <Loaded query={query} height={400}>
      {(results) => {
        const people = results.arms.reduce((sum, arm) => sum + arm.people, 0)
        const { people_needed: needed } = results
        return (
          <div className="stack">
            <DecisionCard decision={results.decision} />
            <div className="card-grid">
              <FigureCard label={t.people} value={formats.number(people)} />
              <FigureCard
                label={t.needed}
                value={formats.number(needed)}
                help={
                  <>
                    {t.neededHelp(formats.share(experiment.effect))}
                    {needed ? <meter value={Math.min(1, people / needed)} max={1} aria-label={t.ofNeeded} /> : null}
                  </>
                }
              />
              <FigureCard label={t.daysLeft} value={formats.number(results.days_left)} help={t.daysLeftHelp} />
              <FigureCard label={t.detectable} value={formats.share(results.detectable_effect)} help={t.detectableHelp} />
              {results.excluded > 0 ? (
                <FigureCard label={t.excluded} value={formats.number(results.excluded)} help={t.excludedHelp} />
              ) : null}
            </div>
            <ArmSizes results={results} />
            {results.rows.length === 0 ? (
              <div className="card">{t.tooFew}</div>
            ) : (
              <>
                <div className="row">
                  <SegmentedControl
                    size="xs"
                    aria-label={t.interval}
                    value={kind}
                    data={(['always', 'fixed'] as const).map((one) => ({ value: one, label: t.intervals[one] }))}
                    onChange={(next) =>
                      void navigate({
                        search: (old) => ({ ...old, interval: next === 'fixed' ? next : undefined }),
                        replace: true,
                      })
                    }
                  />
                  <span className="dim">{t.changeHelp}</span>
                </div>
                {ROLES.map((role) => (
                  <EffectTable
                    key={role}
                    title={t.roles[role]}
                    rows={results.rows.filter((row) => row.role === role)}
                    metrics={[experiment.primary, ...experiment.guardrails, ...experiment.secondary]}
                    kind={kind}
                    reach={reachOf(results.rows.flatMap(({ relative }) => (relative ? [relative[kind]] : [])))}
                  />
                ))}
              </>
            )}
          </div>
        )
      }}
    </Loaded>
  )
}
