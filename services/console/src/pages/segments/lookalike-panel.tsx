import { Button, MultiSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { isGoingOn, learnLookalike, lookalikeQuery } from '../../api/model-queries.ts'
import type { LookalikeShown } from '../../api/model-queries.ts'
import { segmentsQuery } from '../../api/queries.ts'
import type { SegmentShown } from '../../api/types.ts'
import { CardView } from '../../learnt/card-view.tsx'
import { RunBadge, RunProgress } from '../../learnt/run-state.tsx'
import { LinkButton } from '../../parts/link-button.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { typedShares } from './typed-shares.ts'

/** People who are like the members: how far that is, for which sizes, and how good. */
export function LookalikePanel({ segment }: { segment: SegmentShown }): ReactNode {
  const { texts } = useLanguage()
  const { may } = useSession()
  const query = useQuery(lookalikeQuery(segment.id))
  return (
    <Loaded query={query} height={300}>
      {(lookalike) => (
        <div className="stack">
          {lookalike ? <LookalikeFound lookalike={lookalike} /> : <div className="card">{texts.lookalikes.empty}</div>}
          {may('admin') ? <LearnForm key={lookalike?.asked_at} segment={segment.id} lookalike={lookalike} /> : null}
          {lookalike?.card ? <CardView card={lookalike.card} /> : null}
        </div>
      )}
    </Loaded>
  )
}

function LookalikeFound({ lookalike }: { lookalike: LookalikeShown }): ReactNode {
  const { texts, formats } = useLanguage()
  const { may } = useSession()
  const t = texts.lookalikes
  const { segment, sizes, published } = lookalike
  return (
    <>
      <RunProgress learnt={lookalike} />
      <section className="card stack">
        <div className="row spread">
          <h2 className="section-title">{t.sizes}</h2>
          <RunBadge state={lookalike.state} />
        </div>
        {published ? (
          <>
            <div className="dim">{t.sizesHelp(formats.number(published.people), formats.instant(published.at))}</div>
            <div className="row" role="group" aria-label={t.sizes}>
              {sizes.map((size) =>
                may('admin') ? (
                  <LinkButton
                    key={size}
                    to="/segments/new"
                    search={{ rule: JSON.stringify({ lookalike: segment, size }) }}
                    variant="default"
                    size="xs"
                  >
                    {t.segmentOf(formats.share(size))}
                  </LinkButton>
                ) : (
                  <span key={size}>{formats.share(size)}</span>
                ),
              )}
            </div>
          </>
        ) : (
          <div>{t.notPublished}</div>
        )}
      </section>
    </>
  )
}

function LearnForm({ segment, lookalike }: { segment: string; lookalike: LookalikeShown | null }): ReactNode {
  const { texts } = useLanguage()
  const t = texts.lookalikes
  const client = useQueryClient()
  const { data: segments = [] } = useQuery(segmentsQuery)
  const [sizes, setSizes] = useState(
    (lookalike?.sizes ?? [0.01, 0.02, 0.05, 0.1]).map((size) => String(Number((size * 100).toFixed(6)))).join(', '),
  )
  const [exclude, setExclude] = useState<string[]>(lookalike?.exclude ?? [])
  const shares = typedShares(sizes)
  const learn = useMutation({
    mutationFn: () =>
      learnLookalike(segment, { sizes: shares ?? [], exclude, ...(lookalike ? { lookback: lookalike.lookback } : {}) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['lookalikes', segment] }),
  })
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault()
        learn.mutate()
      }}
    >
      <h2 className="section-title">{lookalike ? t.learnAnew : t.learn}</h2>
      <TextInput
        label={t.sizesInPercent}
        description={t.sizesInPercentHelp}
        value={sizes}
        required
        error={shares === undefined ? t.badSizes : undefined}
        onChange={(event) => setSizes(event.currentTarget.value)}
      />
      <MultiSelect
        label={t.exclude}
        description={t.excludeHelp}
        data={segments.filter(({ id }) => id !== segment).map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
        value={exclude}
        comboboxProps={{ transitionProps: { duration: 0 } }}
        onChange={setExclude}
      />
      {learn.error ? <ProblemNotice error={learn.error} /> : null}
      <div>
        <Button
          type="submit"
          loading={learn.isPending}
          disabled={shares === undefined || (lookalike !== null && isGoingOn(lookalike))}
        >
          {t.learnNow}
        </Button>
      </div>
    </form>
  )
}
