import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { saveSuppressionList, suppressionListsQuery } from '../../api/plan-queries.ts'
import type { SuppressionListShown } from '../../api/plan-queries.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { ScrollX } from '../../parts/scroll-x.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'

/** All suppression lists; whoever may makes another one. */
export function SuppressionListsPage(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.suppression
  const { may } = useSession()
  const query = useQuery(suppressionListsQuery)
  return (
    <>
      <PageHead title={texts.pages.suppression} under={t.help} />
      <div className={may('admin') ? 'two-columns' : 'stack'}>
        <Loaded query={query} height={240}>
          {(lists) => (lists.length === 0 ? <div className="card">{t.empty}</div> : <ListTable lists={lists} />)}
        </Loaded>
        {may('admin') ? <NewList /> : null}
      </div>
    </>
  )
}

function ListTable({ lists }: { lists: readonly SuppressionListShown[] }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.suppression
  return (
    <div className="card">
      <ScrollX label={texts.pages.suppression}>
        <table className="table">
          <thead>
            <tr>
              <th>{texts.common.name}</th>
              <th className="number">{t.entries}</th>
              <th>{t.segments}</th>
              <th>{t.created}</th>
            </tr>
          </thead>
          <tbody>
            {lists.map(({ id, name, reason, entries, segments, created_at: created }) => (
              <tr key={id}>
                <td className="wide-cell">
                  <Link to="/suppression-lists/$id" params={{ id }}>
                    {name}
                  </Link>
                  <div className="dim">{reason}</div>
                </td>
                <td className="number">{formats.number(entries)}</td>
                <td>{segments.length === 0 ? '–' : segments.join(', ')}</td>
                <td>{formats.day(created)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </div>
  )
}

function NewList(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.suppression
  const client = useQueryClient()
  const navigate = useNavigate()
  const [{ id, name, reason }, setDraft] = useState({ id: '', name: '', reason: '' })
  const put = (part: { id?: string; name?: string; reason?: string }): void => setDraft((old) => ({ ...old, ...part }))
  const save = useMutation({
    mutationFn: () => saveSuppressionList(id, { name, ...(reason === '' ? {} : { reason }) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['suppression-lists'] })
      await navigate({ to: '/suppression-lists/$id', params: { id } })
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
      <h2 className="section-title">{t.newList}</h2>
      <TextInput
        label={texts.builder.id}
        description={texts.builder.idHelp}
        value={id}
        required
        onChange={(event) => put({ id: event.currentTarget.value })}
      />
      <TextInput label={texts.common.name} value={name} required onChange={(event) => put({ name: event.currentTarget.value })} />
      <TextInput label={t.reason} value={reason} onChange={(event) => put({ reason: event.currentTarget.value })} />
      {save.error ? <ProblemNotice error={save.error} /> : null}
      <div>
        <Button type="submit" loading={save.isPending}>
          {t.make}
        </Button>
      </div>
    </form>
  )
}
