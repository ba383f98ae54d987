import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import type { ReactNode } from 'react'
import { saveSegment } from '../../api/queries.ts'
import { PageHead } from '../../parts/page-head.tsx'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { freshCondition } from '../../rule/kinds.ts'
import { TEMPLATE_IDS, TEMPLATES } from '../../rule/templates.ts'
import { useLanguage } from '../../texts/language.tsx'
import { keepVersion } from '../segments/kept-versions.ts'
import { BuilderColumns } from './builder-columns.tsx'
import { idOf } from './id-of.ts'
import { useRule } from './use-rule.ts'

const route = getRouteApi('/segments/new')

/** A new segment, from a template or from nothing. */
export function NewSegmentPage(): ReactNode {
  const { texts } = useLanguage()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const client = useQueryClient()
  const [name, setName] = useState(search.name ?? '')
  const [ownId, setOwnId] = useState<string | undefined>(search.id)
  const toAddress = useCallback(
    (text: string) => void navigate({ search: (old) => ({ ...old, rule: text }), replace: true }),
    [navigate],
  )
  const [rule, setRule] = useRule(search.rule, freshCondition('event'), toAddress)
  const id = ownId ?? idOf(name)
  const save = useMutation({
    mutationFn: () => saveSegment(id, { name, rule }),
    onSuccess: async (saved) => {
      keepVersion(saved)
      await client.invalidateQueries({ queryKey: ['segments'] })
      await navigate({ to: '/segments/$id', params: { id: saved.id } })
    },
  })
  return (
    <>
      <PageHead title={texts.builder.newTitle} />
      <section className="stack" aria-label={texts.builder.startFrom}>
        <div className="dim">{texts.builder.startFrom}</div>
        <div className="card-grid">
          {TEMPLATE_IDS.map((template) => {
            const [title, help] = texts.builder.templates[template]
            return (
              <button
                key={template}
                type="button"
                className="template-card"
                onClick={() => {
                  setRule(TEMPLATES[template])
                  setName(title ?? template)
                }}
              >
                <strong>{title}</strong>
                <div className="dim">{help}</div>
              </button>
            )
          })}
        </div>
      </section>
      <div className="card row builder-names">
        <TextInput label={texts.common.name} value={name} required onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput
          label={texts.builder.id}
          description={texts.builder.idHelp}
          value={id}
          required
          onChange={(event) => setOwnId(event.currentTarget.value)}
        />
      </div>
      <BuilderColumns rule={rule} onChange={setRule}>
        {save.error ? <ProblemNotice error={save.error} /> : null}
        <Button disabled={name.trim() === '' || id === ''} loading={save.isPending} onClick={() => save.mutate()}>
          {texts.builder.save}
        </Button>
      </BuilderColumns>
    </>
  )
}
