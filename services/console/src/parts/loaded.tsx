import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemNotice } from './problem-notice.tsx'

interface LoadedProps<T> {
  query: UseQueryResult<T>
  /** Height of what stands there meanwhile, in px. */
  height?: number
  children: (data: T) => ReactNode
}

/** What was asked for, once it is there; until then its outline, or why it does not come. */
export function Loaded<T>({ query, height = 120, children }: LoadedProps<T>): ReactNode {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
  return <Skeleton height={height} radius="md" />
}
