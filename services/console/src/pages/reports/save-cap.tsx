import { Button, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { saveCap } from '../../api/analysis-queries.ts'
import { ProblemNotice } from '../../parts/problem-notice.tsx'
import { useLanguage } from '../../texts/language.tsx'

/** Saves those who have seen as many as the cap as a segment, to be left out. */
export function SaveCap({ cap, campaign }: { cap: number; campaign: string | undefined }): ReactNode {
  const { texts } = useLanguage()
  const t = texts.reports
  const client = useQueryClient()
  const [id, setId] = useState('')
  const save = useMutation({
    mutationFn: () => saveCap({ id, cap, ...(campaign === undefined ? {} : { campaign }) }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['segments'] }),
  })
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <div className="row align-end">
        <TextInput
          size="xs"
          label={t.capSegment}
          description={texts.builder.idHelp}
          value={id}
          required
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={save.isPending}>
          {t.saveCap}
        </Button>
        {save.data ? (
          <Link to="/segments/$id" params={{ id: save.data.id }} role="status">
            {texts.builder.saved}: {save.data.name}
          </Link>
        ) : null}
      </div>
      {save.error ? <ProblemNotice error={save.error} /> : null}
    </form>
  )
}
