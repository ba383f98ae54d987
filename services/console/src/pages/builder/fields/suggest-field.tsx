import { Autocomplete } from '@mantine/core'
import type { ReactNode } from 'react'

interface SuggestFieldProps {
  label: string
  value: string
  options: readonly string[]
  onChange: (value: string) => void
  placeholder?: string
}

/** A text with suggestions of what was seen; anything else may be typed, too. */
export function SuggestField({ options, ...props }: SuggestFieldProps): ReactNode {
  const distinct = [...new Set(options)]
  return <Autocomplete size="xs" data={distinct} limit={30} comboboxProps={{ transitionProps: { duration: 0 } }} {...props} />
}
