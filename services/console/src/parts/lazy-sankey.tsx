import { Skeleton } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { ReactNode } from 'react'
import type { SankeyProps } from './sankey.tsx'

const Sankey = lazy(() => import('./sankey.tsx'))

/** Ways over steps; what draws them is loaded when they are shown. */
export function LazySankey(props: SankeyProps): ReactNode {
  return (
    <Suspense fallback={<Skeleton height={360} radius="md" />}>
      <Sankey {...props} />
    </Suspense>
  )
}
