import { Checkbox } from '@mantine/core'
import type { TraitCondition } from '@weir/contracts'
import type { ReactNode } from 'react'
import { OPERATORS, operandOf, operandText, RELATIVE } from '../../../rule/operators.ts'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from '../fields/choice-field.tsx'
import { SpanField } from '../fields/span-field.tsx'
import { SuggestField } from '../fields/suggest-field.tsx'
import { useSuggestions } from '../fields/use-catalogue.ts'

const TESTS = [...OPERATORS, ...RELATIVE] as const
type TraitTest = (typeof TESTS)[number]

interface TraitEditorProps {
  rule: TraitCondition
  onChange: (rule: TraitCondition) => void
}

/** A test on the profile, perhaps for how long it has held. */
export function TraitEditor({ rule, onChange }: TraitEditorProps): ReactNode {
  const { texts } = useLanguage()
  const { traits, valuesOf } = useSuggestions()
  const test = TESTS.find((one) => one in rule) ?? 'eq'
  const value = operandText(rule[test])
  const put = (next: TraitTest, text: string, trait = rule.trait): void =>
    onChange({ ...testOf(trait, next, text), ...keptFor(rule) })
  return (
    <div className="rule-fields">
      <SuggestField
        label={texts.builder.trait}
        value={rule.trait}
        options={traits}
        onChange={(trait) => put(test, value, trait)}
      />
      <ChoiceField
        label={texts.builder.operator}
        value={test}
        options={TESTS}
        labels={texts.builder.operators}
        onChange={(next) => put(next, isRelative(next) ? '7d' : isRelative(test) ? '' : value)}
      />
      {test === 'exists' || test === 'not_exists' ? null : isRelative(test) ? (
        <SpanField label={texts.builder.amount} value={value} onChange={(next) => put(test, next)} />
      ) : (
        <SuggestField
          label={texts.common.value}
          value={value}
          options={valuesOf(`traits.${rule.trait}`)}
          onChange={(next) => put(test, next)}
        />
      )}
      <Checkbox
        size="xs"
        label={texts.builder.forSpan}
        checked={rule.for !== undefined}
        onChange={(event) => {
          const bare = testOf(rule.trait, test, value)
          onChange(event.currentTarget.checked ? { ...bare, for: '30d' } : bare)
        }}
      />
      {rule.for === undefined ? null : (
        <SpanField label={texts.builder.forSpan} value={rule.for} onChange={(next) => onChange({ ...rule, for: next })} />
      )}
    </div>
  )
}

const isRelative = (test: TraitTest): test is (typeof RELATIVE)[number] => RELATIVE.some((one) => one === test)

const keptFor = (rule: TraitCondition): { for?: string } => (rule.for === undefined ? {} : { for: rule.for })

function testOf(trait: string, test: TraitTest, text: string): TraitCondition {
  if (isRelative(test)) return { trait, [test]: text }
  return { trait, [test]: operandOf(test, text) ?? true }
}
