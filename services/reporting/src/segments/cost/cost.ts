import { WeirError } from '@weir/contracts'
import type { SegmentInput } from '@weir/contracts'
import { estimateCost } from '@weir/segmentation'
import type { Cost } from '@weir/segmentation'
import type { ReportingDeps } from '../../shared/deps.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { mustFitBackfill, mustFitState, totalOf } from './budget.ts'
import { countEvents } from './query.ts'

export interface SegmentCost extends Cost {
  /**
   * The events in the warehouse that its conditions are filled from; undefined while the warehouse
   * does not answer.
   */
  backfillEvents: number | undefined
}

type Definition = Pick<SegmentInput, 'rule'>

/** What definitions cost, and whether that is allowed. Their rules must compile. */
export interface Costs {
  /**
   * @param key names a definition as it is stored: the count of its events is then good for a
   *   minute of log time.
   */
  of(definition: Definition, key: string): Promise<SegmentCost>
  /**
   * @throws WeirError invalid_field when it is over the budget. What cannot be counted at present
   *   is allowed.
   */
  mustAfford(definition: Definition): Promise<SegmentCost>
}

const KEPT_MS = 60_000
/**
 * A warehouse that did not answer is not asked again for this long, ms: a list of segments must not
 * wait once for each.
 */
const LEFT_ALONE_MS = 10_000

export function createCosts({ clock, budget }: Pick<ReportingDeps, 'clock' | 'budget'>, warehouse: ReportReader): Costs {
  const kept = new Map<string, ReadonlyMap<string, number>>()
  let keptIn = 0
  let askAgainAt = 0

  const count = async (cost: Cost): Promise<ReadonlyMap<string, number> | undefined> => {
    if (performance.now() < askAgainAt) return undefined
    try {
      return await countEvents(
        warehouse,
        cost.conditions.flatMap(({ reads }) => reads ?? []),
      )
    } catch (error) {
      if (!(error instanceof WeirError)) throw error
      askAgainAt = performance.now() + LEFT_ALONE_MS
      return undefined
    }
  }

  return {
    async of(definition, key) {
      const now = clock.now()
      if (Math.floor(now / KEPT_MS) !== keptIn) kept.clear()
      keptIn = Math.floor(now / KEPT_MS)
      const cost = estimateCost(definition, now)
      const counts = kept.get(key) ?? (await count(cost))
      if (counts) kept.set(key, counts)
      return { ...cost, backfillEvents: counts && totalOf(counts) }
    },
    async mustAfford(definition) {
      const cost = estimateCost(definition, clock.now())
      mustFitState(cost, budget.stateBytesMax)
      const counts = await count(cost)
      if (counts) mustFitBackfill(cost, counts, budget.backfillEventsMax)
      return { ...cost, backfillEvents: counts && totalOf(counts) }
    },
  }
}
