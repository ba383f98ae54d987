import { TagsInput, TextInput } from '@mantine/core'
import type { ExposureCondition, TouchCondition } from '@weir/contracts'
import type { ReactNode } from 'react'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from '../fields/choice-field.tsx'
import { ComparisonField } from '../fields/comparison-field.tsx'
import { SpanField } from '../fields/span-field.tsx'
import { WindowField } from '../fields/window-field.tsx'

const AD_PARTS = ['campaign', 'adgroup', 'ad', 'creative'] as const
const SPAN_COMPARISONS = ['gte', 'gt', 'lte', 'lt'] as const

interface ExposureEditorProps {
  rule: ExposureCondition
  onChange: (rule: ExposureCondition) => void
}

/** How often ads were shown, or how long ago the last time was. */
export function ExposureEditor({ rule, onChange }: ExposureEditorProps): ReactNode {
  const { texts } = useLanguage()
  const { exposure, within, count, since_last } = rule
  const what = since_last === undefined ? 'count' : 'since_last'
  const op = SPAN_COMPARISONS.find((one) => one in (since_last ?? {})) ?? 'gte'
  return (
    <>
      <div className="rule-fields">
        {AD_PARTS.map((part) => (
          <TextInput
            key={part}
            size="xs"
            label={texts.builder[part]}
            value={[exposure[part] ?? ''].flat().join(', ')}
            onChange={(event) => {
              const { [part]: _, ...others } = exposure
              const text = event.currentTarget.value
              // Several campaigns stay a list.
              const ids = part === 'campaign' && Array.isArray(exposure.campaign) ? text.split(/, */) : text
              onChange({ ...rule, exposure: text === '' ? others : { ...others, [part]: ids } })
            }}
          />
        ))}
      </div>
      <div className="rule-fields">
        <ChoiceField
          label={texts.builder.measure}
          value={what}
          options={['count', 'since_last']}
          labels={texts.builder.exposures}
          onChange={(next) =>
            onChange(next === 'count' ? { exposure, within, count: { gte: 3 } } : { exposure, within, since_last: { gte: '7d' } })
          }
        />
        {since_last === undefined ? (
          <ComparisonField
            label={texts.builder.operator}
            value={count ?? { gte: 1 }}
            onChange={(next) => onChange({ ...rule, count: next })}
          />
        ) : (
          <>
            <ChoiceField
              label={texts.builder.operator}
              value={op}
              options={SPAN_COMPARISONS}
              labels={texts.builder.comparisons}
              onChange={(next) => onChange({ ...rule, since_last: { [next]: since_last[op] ?? '7d' } })}
            />
            <SpanField
              label={texts.builder.amount}
              value={since_last[op] ?? '7d'}
              onChange={(span) => onChange({ ...rule, since_last: { [op]: span } })}
            />
          </>
        )}
        <WindowField value={within} onChange={(next) => onChange({ ...rule, within: next })} />
      </div>
    </>
  )
}

/** By which campaign somebody came first, or last. */
export function TouchEditor({ rule, onChange }: { rule: TouchCondition; onChange: (rule: TouchCondition) => void }): ReactNode {
  const { texts } = useLanguage()
  return (
    <div className="rule-fields">
      <ChoiceField
        label={texts.builder.touch}
        value={rule.touch}
        options={['first', 'last']}
        labels={texts.builder.touches}
        onChange={(touch) => onChange({ ...rule, touch })}
      />
      <TagsInput
        size="xs"
        label={texts.builder.campaign}
        value={[rule.campaign].flat()}
        onChange={(campaign) => onChange({ ...rule, campaign })}
      />
      <WindowField value={rule.within} onChange={(within) => onChange({ ...rule, within })} />
    </div>
  )
}
