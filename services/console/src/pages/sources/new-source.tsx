import { Button, NativeSelect, TagsInput, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { saveSource } from '../../api/more-queries.ts'
import { CONSENT_BASES, SOURCE_KINDS } from '../../api/more-types.ts'
import type { SourceDraft } from '../../api/more-types.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

export function NewSource(): ReactNode {
  const { texts } = useLanguage()
  const t = texts.sources
  const client = useQueryClient()
  const navigate = useNavigate()
  const [code, setCode] = useState('')
  const [draft, setDraft] = useState<SourceDraft>({ name: '', kind: 'pixel', consent_basis: 'required', allowed_origins: [] })
  const save = useMutation({
    mutationFn: () => {
      const { allowed_origins = [], ...rest } = draft
      return saveSource(code, allowed_origins.length === 0 ? rest : draft)
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['sources'] })
      await navigate({ to: '/sources/$code', params: { code } })
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
      <h2 className="section-title">{t.create}</h2>
      <TextInput
        label={texts.common.name}
        value={draft.name}
        required
        onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
      />
      <TextInput
        label={t.code}
        description={t.codeHelp}
        value={code}
        required
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <NativeSelect
        label={t.kind}
        value={draft.kind}
        data={SOURCE_KINDS.map((kind) => ({ value: kind, label: t.kinds[kind] }))}
        onChange={(event) =>
          setDraft({ ...draft, kind: SOURCE_KINDS.find((one) => one === event.currentTarget.value) ?? 'pixel' })
        }
      />
      <NativeSelect
        label={t.basis}
        description={t.basisHelp}
        value={draft.consent_basis}
        data={CONSENT_BASES.map((basis) => ({ value: basis, label: t.bases[basis] }))}
        onChange={(event) =>
          setDraft({ ...draft, consent_basis: CONSENT_BASES.find((one) => one === event.currentTarget.value) ?? 'required' })
        }
      />
      <TagsInput
        label={t.origins}
        description={t.originsHelp}
        value={draft.allowed_origins ?? []}
        onChange={(allowed_origins) => setDraft({ ...draft, allowed_origins })}
      />
      {save.error ? <ProblemNotice error={save.error} /> : null}
      <div>
        <Button type="submit" loading={save.isPending}>
          {t.createNow}
        </Button>
      </div>
    </form>
  )
}
