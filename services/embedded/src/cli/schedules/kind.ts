import { ReportScheduleInput, SCHEDULE_ID } from '@weir/contracts'
import { scheduleFaults } from '@weir/reporting'
import type { DefinitionKind } from '../as-code/definition.ts'
import { presentSchedules, scheduleTable } from './answer.ts'
import type { PresentSchedule } from './answer.ts'

/**
 * Schedules of reports as files define them: the body of `PUT /v1/report-schedules/{id}`. What a
 * file leaves out is what the service takes for it.
 */
export const SCHEDULE_KIND: DefinitionKind<ReportScheduleInput, PresentSchedule> = {
  form: {
    id: SCHEDULE_ID,
    input: ReportScheduleInput,
    faultsOf: (_id, input) => scheduleFaults(input).map(({ path, message }) => `${path}: ${message}`),
  },
  path: '/v1/report-schedules',
  fields: ['name', 'cron', 'tz', 'period', 'report', 'formats', 'webhook', 'paused'],
  sets: ['formats'],
  presentOf: presentSchedules,
  table: scheduleTable,
  lost: ({ next }) => (next === null ? 'paused' : `next report ${next}`),
}
