import { NativeSelect } from '@mantine/core'
import type { ReactNode } from 'react'

interface ChoiceFieldProps<T extends string> {
  label: string
  value: T
  options: readonly T[]
  labels: Readonly<Record<T, string>>
  onChange: (value: T) => void
}

/** One of a few. */
export function ChoiceField<T extends string>({ label, value, options, labels, onChange }: ChoiceFieldProps<T>): ReactNode {
  return (
    <NativeSelect
      size="xs"
      label={label}
      value={value}
      data={options.map((option) => ({ value: option, label: labels[option] }))}
      onChange={(event) => {
        const chosen = options.find((option) => option === event.currentTarget.value)
        if (chosen !== undefined) onChange(chosen)
      }}
    />
  )
}
