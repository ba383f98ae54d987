// Held by kind.test.ts
import type { ReportScheduleInput } from '@weir/contracts'
import type { ApiClient } from '../client.ts'
import { NONE, table } from '../table.ts'

/** A schedule as the service answers it, as far as the command line uses it. */
export interface PresentSchedule extends ReportScheduleInput {
  id: string
  /** When the next report is due, ISO; null while it is paused. */
  next: string | null
  last: { due: string; state: string; error?: string } | null
}

export async function presentSchedules(client: ApiClient): Promise<PresentSchedule[]> {
  const { schedules } = await client.json<{ schedules: PresentSchedule[] }>('GET', '/v1/report-schedules')
  return schedules
}

const HEADS = ['id', 'cron', 'tz', 'period', 'next', 'last', 'name']

export function scheduleTable(schedules: readonly PresentSchedule[]): string {
  if (schedules.length === 0) return 'There are no schedules yet.'
  return table(
    HEADS.map((head) => ({ head })),
    schedules.map(({ id, cron, tz, period, next, last, name }) => {
      const made = last === null ? NONE : `${last.due} ${last.state}`
      return [id, cron, tz, period, next ?? 'paused', made, name]
    }),
  )
}
