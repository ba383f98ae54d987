import type { FieldFault, ReportScheduleInput } from '@weir/contracts'
import { ReportParams } from '../reports/params.ts'
import { cronFault } from './turns.ts'

/** What the schedule itself says, or decides. */
const TAKEN = ['from', 'to', 'tz', 'format', 'wait', 'min_watermark', 'totals', 'compare']

/**
 * What is wrong with a schedule beyond its form, as far as it can be told without a service: the
 * segments that its report names may be missing there.
 */
export function scheduleFaults(schedule: ReportScheduleInput): FieldFault[] {
  const cron = cronFault(schedule)
  return [...(cron === undefined ? [] : [{ path: 'cron', message: cron }]), ...reportFaults(schedule.report)]
}

/** The segments of its report that are not there. */
export function segmentFaults({ report }: ReportScheduleInput, isThere: (id: string) => boolean): FieldFault[] {
  const ids = ReportParams.safeParse(report).data?.segments ?? []
  return ids.filter((id) => !isThere(id)).map((id) => ({ path: 'report.segments', message: `there is no segment "${id}"` }))
}

function reportFaults(report: ReportScheduleInput['report']): FieldFault[] {
  const taken = Object.keys(report)
    .filter((name) => TAKEN.includes(name))
    .map((name) => ({ path: `report.${name}`, message: 'is said by the schedule itself: leave it out' }))
  if (taken.length > 0) return taken
  const read = ReportParams.safeParse(report)
  if (!read.success)
    return read.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({ path: `report.${key}`, message: 'there is no such parameter of a report' }))
        : [{ path: ['report', ...issue.path.map(String)].join('.'), message: issue.message }],
    )
  const faults: FieldFault[] = []
  if (report['model'] === 'all') faults.push({ path: 'report.model', message: 'one report is by one model' })
  if (report['currency'] === 'rows')
    faults.push({ path: 'report.currency', message: 'expected one currency, such as "EUR", or none for each in its own column' })
  return faults
}
