import type { Comparison } from '@weir/contracts'
import type { ReactNode } from 'react'
import { COMPARISONS } from '../../../rule/operators.ts'
import type { ComparisonName } from '../../../rule/operators.ts'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from './choice-field.tsx'
import { NumberField } from './number-field.tsx'

interface ComparisonFieldProps {
  label: string
  value: Comparison
  onChange: (value: Comparison) => void
}

/** One comparison of a number. Of an object with more fields it reads the comparison alone. */
export function ComparisonField({ label, value, onChange }: ComparisonFieldProps): ReactNode {
  const { texts } = useLanguage()
  const name = COMPARISONS.find((one) => one in value) ?? 'gte'
  const [low, high] = value.between ?? [0, 0]
  const number = name === 'between' ? low : (value[name] ?? 0)
  return (
    <>
      <ChoiceField
        label={label}
        value={name}
        options={COMPARISONS}
        labels={texts.builder.comparisons}
        onChange={(next) => onChange(comparison(next, number, Math.max(number, high)))}
      />
      <NumberField
        label={texts.common.value}
        value={number}
        onChange={(next) => onChange(comparison(name, next, Math.max(next, high)))}
      />
      {name === 'between' ? (
        <NumberField label={texts.common.to} value={high} onChange={(next) => onChange({ between: [low, next] })} />
      ) : null}
    </>
  )
}

const comparison = (name: ComparisonName, value: number, high: number): Comparison =>
  name === 'between' ? { between: [value, high] } : { [name]: value }
