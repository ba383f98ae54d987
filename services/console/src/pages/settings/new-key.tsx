import { Alert, Button, Checkbox, TagsInput, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { sourcesQuery } from '../../api/more-queries.ts'
import { keysQuery, makeKey } from '../../api/settings-queries.ts'
import type { KeyDraft } from '../../api/settings-queries.ts'
import { CopyText } from '../../parts/copy-button.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

const SCOPES = ['ingest', 'read', 'export', 'erase', 'admin'] as const
const EMPTY: KeyDraft = { name: '', scopes: ['read'] }

/** Makes a key. Its secret is shown once, and kept nowhere. */
export function NewKey(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.settings
  const client = useQueryClient()
  const { data: known = [] } = useQuery(sourcesQuery)
  const [draft, setDraft] = useState(EMPTY)
  const { sources = [], scopes } = draft
  const make = useMutation({
    mutationFn: () => makeKey({ name: draft.name, scopes, ...(sources.length === 0 ? {} : { sources }) }),
    onSuccess: async () => {
      setDraft(EMPTY)
      await client.invalidateQueries(keysQuery)
    },
  })
  return (
    <form
      className="card stack"
      onSubmit={(event) => {
        event.preventDefault()
        make.mutate()
      }}
    >
      <h2 className="section-title">{t.newKey}</h2>
      <TextInput
        label={texts.common.name}
        value={draft.name}
        required
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <Checkbox.Group
        label={t.scopes}
        value={scopes}
        onChange={(chosen) => setDraft({ ...draft, scopes: SCOPES.filter((scope) => chosen.includes(scope)) })}
      >
        <div className="stack tight">
          {SCOPES.map((scope) => (
            <Checkbox key={scope} value={scope} label={scope} description={t.scopeHelp[scope]} />
          ))}
        </div>
      </Checkbox.Group>
      <TagsInput
        label={t.sources}
        description={t.sourcesHelp}
        data={known.map(({ code }) => code)}
        value={sources}
        comboboxProps={{ transitionProps: { duration: 0 } }}
        onChange={(next) => setDraft({ ...draft, sources: next })}
      />
      {make.error ? <ProblemNotice error={make.error} /> : null}
      <div>
        <Button type="submit" loading={make.isPending} disabled={scopes.length === 0}>
          {t.makeKey}
        </Button>
      </div>
      {make.data ? (
        <Alert color="green" title={t.secretTitle(make.data.name)} role="status">
          <div>{t.secretHelp}</div>
          <pre className="code-block" data-testid="secret" tabIndex={0}>
            {make.data.secret}
          </pre>
          <CopyText text={make.data.secret} />
        </Alert>
      ) : null}
    </form>
  )
}
