import { Button, MultiSelect, NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { saveSchedule } from '../../api/analysis-queries.ts'
import { metricsQuery } from '../../api/more-queries.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { TIME_ZONE } from '../../time-zone.ts'
import { useLanguage } from '../../texts/language.tsx'
import { idOf } from '../builder/id-of.ts'

const CRONS = ['0 7 * * *', '0 7 * * 1', '0 7 1 * *'] as const
const PERIODS = ['yesterday', 'last_7_days', 'last_28_days', 'last_week', 'last_month'] as const
const GROUPS = ['segment', 'campaign', 'source', 'day'] as const
const EMPTY = { name: '', cron: '0 7 * * 1', period: 'last_week', by: 'segment', metrics: ['impressions', 'conversions', 'cpa'] }

/** A report that is made from now on, whenever it is due. */
export function NewSchedule(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const client = useQueryClient()
  const { data: known = [] } = useQuery(metricsQuery)
  const [draft, setDraft] = useState(EMPTY)
  const save = useMutation({
    mutationFn: () =>
      saveSchedule(idOf(draft.name), {
        name: draft.name,
        cron: draft.cron,
        tz: TIME_ZONE,
        period: PERIODS.find((one) => one === draft.period) ?? 'last_week',
        report: { group_by: draft.by, ...(draft.metrics.length === 0 ? {} : { metrics: draft.metrics.join(',') }) },
      }),
    onSuccess: async () => {
      setDraft(EMPTY)
      await client.invalidateQueries({ queryKey: ['schedules'] })
    },
  })
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <h2 className="section-title">{t.newSchedule}</h2>
      <TextInput
        label={texts.common.name}
        value={draft.name}
        required
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t.due}
        value={draft.cron}
        data={CRONS.map((one, i) => ({ value: one, label: t.crons[i] ?? one }))}
        onChange={(event) => setDraft({ ...draft, cron: event.currentTarget.value })}
      />
      <NativeSelect
        label={t.period}
        value={draft.period}
        data={PERIODS.map((one) => ({ value: one, label: t.periods[one] }))}
        onChange={(event) => setDraft({ ...draft, period: event.currentTarget.value })}
      />
      <NativeSelect
        label={t.by}
        value={draft.by}
        data={GROUPS.map((one) => ({ value: one, label: t.dimensions[one] }))}
        onChange={(event) => setDraft({ ...draft, by: event.currentTarget.value })}
      />
      <MultiSelect
        label={t.metrics}
        data={known.map(({ id }) => id)}
        value={draft.metrics}
        searchable
        hidePickedOptions
        comboboxProps={{ transitionProps: { duration: 0 } }}
        onChange={(metrics) => setDraft({ ...draft, metrics })}
      />
      {save.error ? <ProblemNotice error={save.error} /> : null}
      <div>
        <Button type="submit" loading={save.isPending}>
          {t.saveSchedule}
        </Button>
      </div>
    </form>
  )
}
