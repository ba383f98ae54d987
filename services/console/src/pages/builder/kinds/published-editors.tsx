import { NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { LookalikeCondition, ScoreCondition, SegmentReference } from '@weir/contracts'
import type { ReactNode } from 'react'
import { segmentsQuery } from '../../../api/queries.ts'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from '../fields/choice-field.tsx'
import { ComparisonField } from '../fields/comparison-field.tsx'
import { NumberField } from '../fields/number-field.tsx'

interface PublishedEditorProps<T> {
  rule: T
  onChange: (rule: T) => void
}

function SegmentChoice({ value, onChange }: { value: string; onChange: (id: string) => void }): ReactNode {
  const { texts } = useLanguage()
  const { data: segments = [] } = useQuery(segmentsQuery)
  return (
    <NativeSelect
      size="xs"
      label={texts.builder.segment}
      value={value}
      data={[{ value: '', label: '…' }, ...segments.map(({ id, name }) => ({ value: id, label: name }))]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

export function SegmentReferenceEditor({ rule, onChange }: PublishedEditorProps<SegmentReference>): ReactNode {
  return (
    <div className="rule-fields">
      <SegmentChoice value={rule.segment} onChange={(segment) => onChange({ segment })} />
    </div>
  )
}

export function LookalikeEditor({ rule, onChange }: PublishedEditorProps<LookalikeCondition>): ReactNode {
  const { texts } = useLanguage()
  return (
    <div className="rule-fields">
      <SegmentChoice value={rule.lookalike} onChange={(lookalike) => onChange({ ...rule, lookalike })} />
      <NumberField
        label={texts.builder.similar}
        value={Number((rule.size * 100).toFixed(2))}
        min={1}
        max={20}
        onChange={(size) => onChange({ ...rule, size: size / 100 })}
      />
    </div>
  )
}

export function ScoreEditor({ rule, onChange }: PublishedEditorProps<ScoreCondition>): ReactNode {
  const { texts } = useLanguage()
  const what = rule.probability === undefined ? 'percentile' : 'probability'
  return (
    <div className="rule-fields">
      <TextInput
        size="xs"
        label={texts.builder.model}
        value={rule.score}
        onChange={(event) => onChange({ ...rule, score: event.currentTarget.value })}
      />
      <ChoiceField
        label={texts.builder.measure}
        value={what}
        options={['percentile', 'probability']}
        labels={texts.builder.scoreWhat}
        onChange={(next) => onChange({ score: rule.score, [next]: next === 'percentile' ? { gte: 90 } : { gte: 0.5 } })}
      />
      <ComparisonField
        label={texts.builder.operator}
        value={rule[what] ?? { gte: 90 }}
        onChange={(next) => onChange({ score: rule.score, [what]: next })}
      />
    </div>
  )
}
