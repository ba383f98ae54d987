import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DestinationShown } from '../../api/destination-queries.ts'
import { useLanguage } from '../../texts/language.tsx'
import { destinationState } from './condition-of.ts'

const COLOURS = {
  inStep: 'green',
  syncing: 'cyan',
  givenUp: 'yellow',
  paused: 'gray',
  open: 'orange',
  heldBack: 'red',
  unknown: 'gray',
  deleting: 'gray',
} as const

export function ConditionBadge({ destination }: { destination: DestinationShown }): ReactNode {
  const { texts } = useLanguage()
  const condition = destinationState(destination)
  return (
    <Badge color={COLOURS[condition]} variant="light" tt="none">
      {texts.destinations.conditions[condition]}
    </Badge>
  )
}
