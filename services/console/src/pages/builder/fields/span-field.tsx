import type { ReactNode } from 'react'
import { useLanguage } from '../../../texts/language.tsx'
import { ChoiceField } from './choice-field.tsx'
import { NumberField } from './number-field.tsx'

const UNITS = ['m', 'h', 'd', 'w', 's', 'ms'] as const
type Unit = (typeof UNITS)[number]

/** A span such as `30d` in its two parts. */
export function spanParts(text: string): { amount: number; unit: Unit } {
  const [, amount, unit] = /^(\d+)(ms|[smhdw])$/.exec(text) ?? []
  return { amount: Number(amount ?? 1), unit: UNITS.find((one) => one === unit) ?? 'd' }
}

export function SpanField({
  label,
  value,
  onChange,
}: {
  label: string
  value: string
  onChange: (v: string) => void
}): ReactNode {
  const { texts } = useLanguage()
  const { amount, unit } = spanParts(value)
  return (
    <>
      <NumberField label={label} value={amount} min={0} onChange={(next) => onChange(`${Math.round(next)}${unit}`)} />
      <ChoiceField
        label={texts.builder.unit}
        value={unit}
        options={UNITS}
        labels={texts.builder.units}
        onChange={(next) => onChange(`${amount}${next}`)}
      />
    </>
  )
}
