import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { sourcesQuery } from '../../../api/more-queries.ts'
import { useLanguage } from '../../../texts/language.tsx'

/** From which source events have to come; empty for any. */
export function SourcePicker({
  value = '',
  onChange,
}: {
  value: string | undefined
  onChange: (code: string) => void
}): ReactNode {
  const { texts } = useLanguage()
  const { data: sources = [] } = useQuery(sourcesQuery)
  const known = sources.some(({ code }) => code === value) || value === '' ? [] : [{ value, label: value }]
  return (
    <NativeSelect
      size="xs"
      label={texts.builder.source}
      value={value}
      data={[
        { value: '', label: texts.live.allSources },
        ...sources.map(({ code, name }) => ({ value: code, label: name })),
        ...known,
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
