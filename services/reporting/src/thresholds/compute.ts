import { publishedIn, thresholdIdOf } from '@weir/contracts'
import type { PercentileCondition, PublishedCondition } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import type { ReportReader } from '../shared/reader.ts'
import { publishThreshold } from './publish.ts'
import { queryPercentile } from './query.ts'
import type { Reached } from './query.ts'

/** What came of one threshold: its numbers, or nothing if nobody has anything to measure. */
export interface ComputedThreshold {
  id: string
  reached: Reached | undefined
  /** Whether it was published: as something new, or for the first time. */
  isNew: boolean
}

/** The conditions of all segments that compare with a percentile, by the id of the threshold. */
export function percentilesIn(config: ReportingDeps['config']): Map<string, PercentileCondition> {
  const found = new Map<string, PercentileCondition>()
  for (const { rule } of config.segments())
    for (const condition of publishedIn(rule)) {
      const id = isPercentile(condition) ? thresholdIdOf(condition) : undefined
      if (id !== undefined && isPercentile(condition)) found.set(id, condition)
    }
  return found
}

/**
 * Computes a threshold from the warehouse and publishes it. What somebody published meanwhile
 * stands.
 * @param asOf Unix ms.
 * @throws WeirError unavailable, or invalid_field when the warehouse finds it too much.
 */
export async function computeThreshold(
  deps: Pick<ReportingDeps, 'config' | 'clock'>,
  warehouse: ReportReader,
  [id, condition]: readonly [string, PercentileCondition],
  asOf: number,
): Promise<ComputedThreshold> {
  const over = deps.config.threshold(id)?.version ?? 0
  const reached = await queryPercentile(warehouse, condition, asOf)
  const isNew = reached !== undefined && (await publishThreshold(deps, id, { value: reached.value }, over))
  return { id, reached, isNew }
}

function isPercentile(condition: PublishedCondition): condition is PercentileCondition {
  return 'percentile' in condition && 'top' in condition
}
