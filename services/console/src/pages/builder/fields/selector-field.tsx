import { TagsInput } from '@mantine/core'
import type { Selector } from '@weir/contracts'
import type { ReactNode } from 'react'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from './choice-field.tsx'
import { SuggestField } from './suggest-field.tsx'
import { useSuggestions } from './use-catalogue.ts'
import { SourcePicker } from './source-field.tsx'
import { WhereRows } from './where-rows.tsx'

const MATCHES = ['name', 'names', 'name_prefix'] as const

interface SelectorFieldProps {
  value: Selector
  onChange: (value: Selector) => void
  label?: string
}

/** Which events: by name, with tests on their fields. */
export function SelectorField({ value, onChange, label }: SelectorFieldProps): ReactNode {
  const { texts } = useLanguage()
  const { events } = useSuggestions()
  const { name, names, name_prefix, ...rest } = value
  const match = names ? 'names' : name_prefix === undefined ? 'name' : 'name_prefix'
  const text = name ?? name_prefix ?? names?.[0] ?? ''
  const titled = label ?? texts.builder.events
  return (
    <div className="selector">
      <div className="rule-fields">
        {match === 'names' ? (
          <TagsInput
            size="xs"
            label={titled}
            data={events}
            value={names ?? []}
            onChange={(next) => onChange({ ...rest, names: next })}
          />
        ) : (
          <SuggestField label={titled} value={text} options={events} onChange={(next) => onChange({ ...rest, [match]: next })} />
        )}
        <ChoiceField
          label={texts.builder.eventMatch}
          value={match}
          options={MATCHES}
          labels={texts.builder.matches}
          onChange={(next) => onChange({ ...rest, ...(next === 'names' ? { names: [text] } : { [next]: text }) })}
        />
        <SourcePicker
          value={value.source}
          onChange={(source) => {
            const { source: _, ...others } = value
            onChange(source === '' ? others : { ...others, source })
          }}
        />
      </div>
      <WhereRows
        tests={value.where ?? []}
        onChange={(where) => {
          const { where: _, ...others } = value
          onChange(where.length === 0 ? others : { ...others, where })
        }}
      />
    </div>
  )
}
