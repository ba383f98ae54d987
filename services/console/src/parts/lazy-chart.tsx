import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { ReactNode } from 'react'
import type { ChartProps } from './chart.tsx'

const Chart = lazy(() => import('./chart.tsx'))

/** A chart; what draws it is loaded when the first one is shown. */
export function LazyChart(props: ChartProps): ReactNode {
  return (
    <Suspense fallback={<Skeleton height={260} radius="md" />}>
      <Chart {...props} />
    </Suspense>
  )
}
