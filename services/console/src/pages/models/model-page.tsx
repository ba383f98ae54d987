import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { isGoingOn, modelQuery, scoreAnew, askTraining } from '../../api/model-queries.ts'
import type { ModelShown } from '../../api/model-queries.ts'
import { selectorWords } from '../../learnt/card-series.ts'
import { CardView } from '../../learnt/card-view.tsx'
import { RunBadge, RunProgress } from '../../learnt/run-state.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'

const route = getRouteApi('/models/$id')

/** One model: how far it is, whom it has given a score, and how good it is. */
export function ModelPage(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.models
  const { may } = useSession()
  const { id } = route.useParams()
  const query = useQuery(modelQuery(id))
  return (
    <Loaded query={query} height={400}>
      {(model) => (
        <>
          <PageHead
            title={model.id}
            under={
              <span className="row">
                <RunBadge state={model.state} />
                <span>
                  {selectorWords(model.conversion)}, {t.within(model.horizon)}
                </span>
                {model.version === 0 ? null : <span>{texts.segments.version(String(model.version))}</span>}
              </span>
            }
          >
            {may('admin') ? <ModelActions model={model} /> : null}
          </PageHead>
          <div className="stack">
            <RunProgress learnt={model} />
            {model.published ? (
              <section className="card stack">
                <div className="row spread">
                  <h2 className="section-title">{t.published}</h2>
                  {may('admin') ? (
                    <LinkButton
                      to="/segments/new"
                      search={{ rule: JSON.stringify({ score: id, percentile: { gte: 90 } }) }}
                      variant="default"
                      size="xs"
                    >
                      {t.bestTenth}
                    </LinkButton>
                  ) : null}
                </div>
                <div>
                  {t.publishedAt(
                    formats.number(model.published.people),
                    formats.instant(model.published.at),
                    formats.number(model.published.retracted),
                  )}
                </div>
              </section>
            ) : null}
            {model.card ? <CardView card={model.card} /> : isGoingOn(model) ? <div className="card">{t.noCard}</div> : null}
          </div>
        </>
      )}
    </Loaded>
  )
}

/** What can be done again: learn from what has happened since, or only score everybody. */
function ModelActions({ model }: { model: ModelShown }): ReactNode {
  const { texts } = useLanguage()
  const t = texts.models
  const { id, conversion, horizon, lookback } = model
  const client = useQueryClient()
  const onSuccess = (): Promise<void> => client.invalidateQueries({ queryKey: ['models'] })
  const train = useMutation({ mutationFn: () => askTraining(id, { conversion, horizon, lookback }), onSuccess })
  const score = useMutation({ mutationFn: () => scoreAnew(id), onSuccess })
  const failure = train.error ?? score.error
  const isBusy = isGoingOn(model)
  return (
    <>
      <Button variant="default" loading={train.isPending} disabled={isBusy} onClick={() => train.mutate()}>
        {t.trainAgain}
      </Button>
      <Button variant="default" loading={score.isPending} disabled={isBusy || model.version === 0} onClick={() => score.mutate()}>
        {t.scoreAgain}
      </Button>
      {failure ? <ProblemNotice error={failure} /> : null}
    </>
  )
}
