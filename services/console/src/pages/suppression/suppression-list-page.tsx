import { Alert, Button, NativeSelect, Textarea } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { changeEntries, deleteSuppressionList, suppressionListQuery } from '../../api/plan-queries.ts'
import type { IdentifierShown } from '../../api/plan-queries.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { FigureCard } from '../../parts/figure-card.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageHead } from '../../parts/page-head.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useSession } from '../../shell/session.ts'
import { useLanguage } from '../../texts/language.tsx'
import { entriesOf, IDENTIFIER_TYPES } from './entries-of.ts'

const route = getRouteApi('/suppression-lists/$id')

/** One suppression list: how many are on it; identifiers are put on it and taken off, not shown. */
export function SuppressionListPage(): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.suppression
  const { may } = useSession()
  const navigate = useNavigate()
  const { id } = route.useParams()
  const query = useQuery(suppressionListQuery(id))
  const remove = async (): Promise<void> => {
    await deleteSuppressionList(id)
    await navigate({ to: '/suppression-lists' })
  }
  return (
    <Loaded query={query} height={300}>
      {(list) => (
        <>
          <PageHead title={list.name} under={<code>{list.id}</code>}>
            {may('admin') ? (
              <ConfirmButton
                label={texts.common.delete}
                title={t.deleteTitle(list.name)}
                help={t.deleteHelp}
                act={remove}
                changes={[['suppression-lists']]}
              />
            ) : null}
          </PageHead>
          <div className="stack">
            <div className="card-grid">
              <FigureCard label={t.entries} value={<span data-testid="entries">{formats.number(list.entries)}</span>} />
              <FigureCard label={t.created} value={formats.day(list.created_at)} help={list.reason ?? undefined} />
            </div>
            {list.segments.length === 0 ? null : (
              <section className="card stack">
                <h2 className="section-title">{t.segments}</h2>
                <div className="row">
                  {list.segments.map((segment) => (
                    <Link key={segment} to="/segments/$id" params={{ id: segment }}>
                      {segment}
                    </Link>
                  ))}
                </div>
              </section>
            )}
            {may('admin') ? <EntriesForm id={id} /> : null}
          </div>
        </>
      )}
    </Loaded>
  )
}

function EntriesForm({ id }: { id: string }): ReactNode {
  const { texts, formats } = useLanguage()
  const t = texts.suppression
  const client = useQueryClient()
  const [type, setType] = useState<IdentifierShown['type']>('email')
  const [lines, setLines] = useState('')
  const entries = entriesOf(lines, type)
  const change = useMutation({
    mutationFn: (op: 'add' | 'remove') => changeEntries(id, { [op]: entries }),
    onSuccess: async () => {
      setLines('')
      await client.invalidateQueries({ queryKey: ['suppression-lists'] })
    },
  })
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate('add')
      }}
    >
      <h2 className="section-title">{t.change}</h2>
      <NativeSelect
        label={t.type}
        value={type}
        data={[...IDENTIFIER_TYPES]}
        onChange={(event) => setType(IDENTIFIER_TYPES.find((one) => one === event.currentTarget.value) ?? 'email')}
      />
      <Textarea
        label={t.lines}
        description={t.linesHelp}
        value={lines}
        rows={6}
        onChange={(event) => setLines(event.currentTarget.value)}
      />
      {change.error ? <ProblemNotice error={change.error} /> : null}
      {change.data ? (
        <Alert color="green" role="status">
          {t.changed(
            formats.number(change.data.added),
            formats.number(change.data.removed),
            formats.number(change.data.unchanged),
          )}
        </Alert>
      ) : null}
      <div className="row">
        <Button type="submit" loading={change.isPending} disabled={entries.length === 0}>
          {t.add(formats.number(entries.length))}
        </Button>
        <Button
          variant="default"
          loading={change.isPending}
          disabled={entries.length === 0}
          onClick={() => change.mutate('remove')}
        >
          {t.takeOff}
        </Button>
      </div>
    </form>
  )
}
