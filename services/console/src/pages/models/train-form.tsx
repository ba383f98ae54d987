import { Autocomplete, Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { askTraining } from '../../api/model-queries.ts'
import { catalogueQuery } from '../../api/queries.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

const EMPTY = { id: '', event: '', horizon: '7d', lookback: '90d' }

/** Trains a model of who will do something, and goes to it. */
export function TrainForm(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.models
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data } = useQuery(catalogueQuery)
  const names = [...new Set((data?.events ?? []).map(({ name }) => name))]
  const [draft, setDraft] = useState(EMPTY)
  const { id, event, horizon, lookback } = draft
  const train = useMutation({
    mutationFn: () => askTraining(id, { conversion: { name: event }, horizon, lookback }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['models'] })
      await navigate({ to: '/models/$id', params: { id } })
    },
  })
  return (
    <form
      className="card stack"
      onSubmit={(submitted) => {
        submitted.preventDefault()
        train.mutate()
      }}
    >
      <h2 className="section-title">{t.newModel}</h2>
      <TextInput
        label={t.id}
        description={t.idHelp}
        value={id}
        required
        onChange={(changed) => setDraft({ ...draft, id: changed.currentTarget.value })}
      />
      <Autocomplete
        label={t.conversion}
        description={t.conversionHelp}
        value={event}
        data={names}
        limit={30}
        required
        comboboxProps={{ transitionProps: { duration: 0 } }}
        onChange={(value) => setDraft({ ...draft, event: value })}
      />
      <TextInput
        label={t.horizon}
        description={t.horizonHelp}
        value={horizon}
        required
        onChange={(changed) => setDraft({ ...draft, horizon: changed.currentTarget.value })}
      />
      <TextInput
        label={t.lookback}
        description={t.lookbackHelp}
        value={lookback}
        required
        onChange={(changed) => setDraft({ ...draft, lookback: changed.currentTarget.value })}
      />
      {train.error ? <ProblemNotice error={train.error} /> : null}
      <div>
        <Button type="submit" loading={train.isPending}>
          {t.train}
        </Button>
      </div>
    </form>
  )
}
