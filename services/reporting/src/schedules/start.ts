import { createClock, webhookVariable } from '@weir/runtime'
import { createFloors } from '../segments/members/floors.ts'
import { createMatchable } from '../segments/members/matchable.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { createReportReader } from '../shared/reader.ts'
import { createFreshness } from '../shared/time/freshness.ts'
import type { Keeping } from './run.ts'
import { startMaking } from './scheduler.ts'
import type { SchedulerOptions } from './scheduler.ts'

/**
 * Makes reports when they are due, until it is closed.
 * @param options where they are kept; secrets of webhooks are variables of this process, unless
 *   told.
 */
export function startSchedules(
  deps: ReportingDeps,
  options: Omit<SchedulerOptions, 'variable' | 'wall'> & Partial<Pick<Keeping, 'variable'>>,
): { close(): Promise<void> } {
  const warehouse = createReportReader(deps.warehouse)
  const making = {
    deps,
    warehouse,
    freshness: createFreshness(deps, warehouse),
    floorsOf: createFloors(deps, createMatchable(deps)),
  }
  return startMaking(making, { variable: webhookVariable, wall: createClock('system'), ...options })
}
