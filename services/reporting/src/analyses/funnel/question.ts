// Held by route.test.ts
import type { Selector } from '@weir/contracts'
import type { Dimension } from '../../reports/dimensions.ts'
import type { FactScope } from '../../shared/sql/facts.ts'
import type { FunnelInput } from './input.ts'

/** What a funnel asks of the warehouse. */
export interface FunnelQuery {
  /** In which the first step lies; the others may come after it. */
  scope: FactScope
  zone: string
  steps: readonly Selector[]
  exclude: readonly { event: Selector; after?: number }[]
  windowMs: number
  order: FunnelInput['order']
  count: FunnelInput['count']
  groupBy: Dimension | undefined
  /** Numbers of the segments to tell apart. */
  segments: readonly number[]
}
