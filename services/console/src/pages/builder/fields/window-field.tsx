import { Checkbox, TextInput } from '@mantine/core'
import type { Window as RuleWindow } from '@weir/contracts'
import type { ReactNode } from 'react'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from './choice-field.tsx'
import { NumberField } from './number-field.tsx'
import { SpanField } from './span-field.tsx'

const KINDS = ['span', 'all', 'between', 'whole_days', 'since'] as const
type WindowKind = (typeof KINDS)[number]

const FRESH: Record<WindowKind, RuleWindow> = {
  span: '30d',
  all: 'all',
  between: { from: '60d', to: '30d' },
  whole_days: { whole_days: 7 },
  since: { since: '2026-01-01' },
}

function kindOfWindow(window: RuleWindow): WindowKind {
  if (typeof window === 'string') return window === 'all' ? 'all' : 'span'
  return 'from' in window ? 'between' : 'whole_days' in window ? 'whole_days' : 'since'
}

interface WindowFieldProps {
  value: RuleWindow
  onChange: (value: RuleWindow) => void
}

/** When: in the last span, ever, between two spans ago, in whole days, or between dates. */
export function WindowField({ value, onChange }: WindowFieldProps): ReactNode {
  const { texts } = useLanguage()
  const b = texts.builder
  return (
    <>
      <ChoiceField
        label={b.within}
        value={kindOfWindow(value)}
        options={KINDS}
        labels={b.windows}
        onChange={(kind) => onChange(FRESH[kind])}
      />
      {typeof value === 'string' ? (
        value === 'all' ? null : (
          <SpanField label={b.amount} value={value} onChange={onChange} />
        )
      ) : 'from' in value ? (
        <>
          <SpanField label={texts.common.from} value={value.from} onChange={(from) => onChange({ ...value, from })} />
          <SpanField label={texts.common.to} value={value.to} onChange={(to) => onChange({ ...value, to })} />
        </>
      ) : 'whole_days' in value ? (
        <>
          <NumberField
            label={b.days}
            value={value.whole_days}
            min={1}
            onChange={(whole_days) => onChange({ ...value, whole_days })}
          />
          <Checkbox
            label={b.includeToday}
            checked={value.include_today ?? false}
            onChange={(event) => onChange({ ...value, include_today: event.currentTarget.checked })}
          />
        </>
      ) : (
        <>
          <DateField label={texts.common.from} value={value.since} onChange={(since) => onChange({ ...value, since })} />
          <DateField
            label={texts.common.to}
            value={value.until ?? ''}
            onChange={(until) => onChange(until === '' ? { since: value.since } : { ...value, until })}
          />
        </>
      )}
    </>
  )
}

function DateField({ label, value, onChange }: { label: string; value: string; onChange: (v: string) => void }): ReactNode {
  return (
    <TextInput
      size="xs"
      type="date"
      label={label}
      value={value.slice(0, 10)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
