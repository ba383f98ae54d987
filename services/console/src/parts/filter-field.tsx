import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'

interface FilterFieldProps {
  label: string
  /** As it stands in the address. */
  value: string | undefined
  onChange: (value: string | undefined) => void
  type?: 'text' | 'date'
}

const PAUSE_MS = 250

/** A text by which a list is filtered, once somebody pauses typing. */
export function FilterField({ label, value = '', onChange, type = 'text' }: FilterFieldProps): ReactNode {
  const [typed, setTyped] = useState(value)
  const tell = useDebouncedCallback((text: string) => onChange(text.trim() || undefined), PAUSE_MS)
  useEffect(() => setTyped(value), [value])
  return (
    <TextInput
      size="xs"
      type={type}
      label={label}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        tell(event.currentTarget.value)
      }}
    />
  )
}
