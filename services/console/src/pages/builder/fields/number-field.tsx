import { NumberInput } from '@mantine/core'
import type { ReactNode } from 'react'

interface NumberFieldProps {
  label: string
  value: number
  onChange: (value: number) => void
  min?: number
  max?: number
}

/** A number; while it is being deleted the last one stays in force. */
export function NumberField({ label, value, onChange, ...bounds }: NumberFieldProps): ReactNode {
  return (
    <NumberInput
      size="xs"
      w={110}
      label={label}
      value={value}
      hideControls
      {...bounds}
      onChange={(next) => {
        if (typeof next === 'number' && Number.isFinite(next)) onChange(next)
      }}
    />
  )
}
