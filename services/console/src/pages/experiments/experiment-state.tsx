import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ExperimentShown } from '../../api/experiment-queries.ts'
import { useLanguage } from '../../texts/language.tsx'

const COLOURS = { planned: 'gray', running: 'green', stopped: 'orange' } as const

export function ExperimentState({ state }: Pick<ExperimentShown, 'state'>): ReactNode {
  const { texts } = useLanguage()
  return (
    <Badge color={COLOURS[state]} variant="light" tt="none">
      {texts.experiments.states[state]}
    </Badge>
  )
}
