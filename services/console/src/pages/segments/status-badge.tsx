import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'
import type { SegmentShown } from '../../api/types.ts'
import { useLanguage } from '../../texts/language.tsx'

export function StatusBadge({ segment }: { segment: Pick<SegmentShown, 'status' | 'unresolved'> }): ReactNode {
  const { texts } = useLanguage()
  if ((segment.unresolved?.length ?? 0) > 0) {
    return (
      <Badge color="yellow" variant="light" tt="none">
        {texts.segments.waiting}
      </Badge>
    )
  }
  return segment.status === 'live' ? (
    <Badge color="green" variant="light" tt="none">
      {texts.segments.live}
    </Badge>
  ) : (
    <Badge color="orange" variant="light" tt="none">
      {texts.segments.backfilling}
    </Badge>
  )
}
