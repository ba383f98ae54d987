import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { isGoingOn, modelsQuery } from '../../api/model-queries.ts'
import type { ModelShown } from '../../api/model-queries.ts'
import { selectorWords } from '../../learnt/card-series.ts'
import { RunBadge } from '../../learnt/run-state.tsx'
import { FilterField } from '../../parts/filter-field.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { TrainForm } from './train-form.tsx'

const route = getRouteApi('/models')

/** All models with how far they are; whoever may trains another one. */
export function ModelsPage(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.models
  const { may } = useSession()
  const { q } = route.useSearch()
  const navigate = route.useNavigate()
  const query = useQuery(modelsQuery)
  return (
    <>
      <PageHead title={texts.pages.models} under={t.help} />
      <div className={may('admin') ? 'two-columns' : 'stack'}>
        <Loaded query={query} height={240}>
          {(models) =>
            models.length === 0 ? (
              <div className="card">{t.empty}</div>
            ) : (
              <div className="stack">
                <div className="row">
                  <FilterField
                    label={t.search}
                    value={q}
                    onChange={(next) => void navigate({ search: { q: next }, replace: true })}
                  />
                </div>
                <ModelTable models={models.filter(({ id }) => id.toLowerCase().includes((q ?? '').toLowerCase()))} />
              </div>
            )
          }
        </Loaded>
        {may('admin') ? <TrainForm /> : null}
      </div>
    </>
  )
}

function ModelTable({ models }: { models: readonly ModelShown[] }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.models
  if (models.length === 0) return <div className="card">{t.noneFound}</div>
  return (
    <div className="card">
      <ScrollX label={texts.pages.models}>
        <table className="table">
          <thead>
            <tr>
              <th>{t.id}</th>
              <th>{t.state}</th>
              <th>{t.conversion}</th>
              <th className="number">AUC</th>
              <th className="number">{t.scored}</th>
              <th>{t.ended}</th>
            </tr>
          </thead>
          <tbody>
            {models.map((model) => (
              <tr key={model.id}>
                <td>
                  <Link to="/models/$id" params={{ id: model.id }}>
                    {model.id}
                  </Link>
                </td>
                <td>
                  <RunBadge state={model.state} /> {isGoingOn(model) ? formats.share(model.progress) : null}
                </td>
                <td>
                  {selectorWords(model.conversion)}
                  <div className="dim">{t.within(model.horizon)}</div>
                </td>
                <td className="number">
                  {formats.number(model.card?.auc)}
                  {model.card?.leak.alarm ? <div className="went-out">{t.leakShort}</div> : null}
                </td>
                <td className="number">{formats.number(model.published?.people)}</td>
                <td>{formats.instant(model.ended_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </div>
  )
}
