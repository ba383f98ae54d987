import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { LEADERBOARD_METRICS, leaderboardQuery } from '../../api/analysis-queries.ts'
import type { LeaderboardShown } from '../../api/analysis-queries.ts'
import { EffectBar } from '../../parts/effect-bar.tsx'
import { reachOf } from '../../parts/effect-scale.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useLanguage } from '../../texts/language.tsx'

const route = getRouteApi('/reports')

/** Segments beside everything else, the best first, with how sure that is. */
export function LeaderboardPanel(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const { from, to, by } = route.useSearch()
  const navigate = route.useNavigate()
  const metric = LEADERBOARD_METRICS.find((one) => one === by) ?? 'cpa'
  const query = useQuery(leaderboardQuery({ from, to }, metric))
  return (
    <>
      <div className="card row align-end">
        <NativeSelect
          size="xs"
          label={t.metric}
          value={metric}
          data={[...LEADERBOARD_METRICS]}
          onChange={(event) => void navigate({ search: (old) => ({ ...old, by: event.target.value }), replace: true })}
        />
        <div className="dim">{t.leaderboardHelp}</div>
      </div>
      <Loaded query={query} height={240}>
        {(shown) => (shown.rows.length === 0 ? <div className="card">{t.empty}</div> : <LeaderboardTable shown={shown} />)}
      </Loaded>
    </>
  )
}

function LeaderboardTable({ shown }: { shown: LeaderboardShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.reports
  const { rows, metric, currency } = shown
  const figure = (value: number | null): string =>
    value === null
      ? '–'
      : metric === 'cpa' && currency !== null
        ? formats.money(value, currency)
        : metric === 'ctr' || metric === 'cvr'
          ? formats.share(value)
          : formats.number(value)
  const ends = rows.flatMap(({ low, high }) => (low === null || high === null ? [] : [{ low: low - 1, high: high - 1 }]))
  const reach = reachOf(ends)
  return (
    <div className="card">
      <ScrollX label={t.table}>
        <table className="table">
          <thead>
            <tr>
              <th>{t.dimensions.segment}</th>
              <th className="number">{texts.segments.size}</th>
              <th className="number">{metric}</th>
              <th className="number">{t.others}</th>
              <th>{t.beside}</th>
              <th className="number">{texts.experiments.p}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ segment, persons, value, others, multiple, low, high, p_corrected: p, verdict }) => {
              const clear = verdict === 'better' || verdict === 'worse' ? verdict : 'open'
              return (
                <tr key={segment}>
                  <td>
                    <Link to="/segments/$id" params={{ id: segment }}>
                      {segment}
                    </Link>
                  </td>
                  <td className="number">{formats.number(persons)}</td>
                  <td className="number">{figure(value)}</td>
                  <td className="number">{figure(others)}</td>
                  <td className="effect-cell">
                    {multiple === null || low === null || high === null ? (
                      '–'
                    ) : (
                      <>
                        <EffectBar relative={{ low: low - 1, high: high - 1 }} value={multiple - 1} reach={reach} clear={clear} />
                        <span className={`effect-${clear}`}>
                          <strong>{formats.changeShare(multiple - 1)}</strong> ({texts.experiments.clear[clear]})
                        </span>{' '}
                        <span className="dim">
                          {texts.experiments.between(formats.changeShare(low - 1), formats.changeShare(high - 1))}
                        </span>
                      </>
                    )}
                  </td>
                  <td className="number">{formats.probability(p)}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </ScrollX>
    </div>
  )
}
