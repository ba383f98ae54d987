import type { FieldFault, ReportSchedule } from '@weir/contracts'
import type { ReportingDeps } from '../shared/deps.ts'
import type { ReportRow } from '../shared/money/rows.ts'
import type { Metric } from '../reports/catalogue.ts'
import { ReportParams } from '../reports/params.ts'
import { makeReport } from '../reports/report.ts'
import type { ReportParts, ReportTable } from '../reports/report.ts'
import type { Days } from './period.ts'

/** All numbers of one report that is made on schedule. */
export interface ReportContent {
  days: Days
  metrics: readonly Metric[]
  /** Everybody, beside the period before. */
  overall: ReportRow | undefined
  /** The same of each segment that was asked for. */
  segments: readonly ReportRow[]
  /** What people call the segments. */
  names: ReadonlyMap<string, string>
  /** Per day, and per segment where there are some. */
  byDay: ReportTable
  /** By what the schedule groups. */
  detail: ReportTable | undefined
  complete: boolean
  final: boolean
}

/** What a report shows where its schedule does not say. */
const USUAL: readonly Metric[] = [
  'impressions',
  'clicks',
  'ctr',
  'completion_rate',
  'conversions',
  'cpa',
  'spend',
  'value',
  'roas',
]
/** What the schedule itself says, or decides. */
const TAKEN = ['from', 'to', 'tz', 'format', 'wait', 'min_watermark', 'totals', 'compare']

/** What is wrong with the parameters of a schedule's report. */
export function reportFaults(report: ReportSchedule['report'], { config }: Pick<ReportingDeps, 'config'>): FieldFault[] {
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
  for (const id of read.data.segments ?? [])
    if (!config.segment(id)) faults.push({ path: 'report.segments', message: `there is no segment "${id}"` })
  return faults
}

/** @throws WeirError when the warehouse does not answer, or the parameters do not go together. */
export async function contentOf(making: ReportParts, { report, tz }: ReportSchedule, days: Days): Promise<ReportContent> {
  const { segments, group_by: groupBy, sort, limit, intervals, ...asked } = report
  const metrics = ReportParams.parse(asked).metrics ?? USUAL
  const base = { ...asked, metrics: metrics.join(','), ...days, tz }
  const per = segments === undefined ? {} : { segments }
  const table = (more: Record<string, string>) => makeReport(making, ReportParams.parse({ ...base, ...more }), undefined)
  const overall = await table({ compare: 'previous' })
  const bySegment = segments === undefined ? undefined : await table({ ...per, compare: 'previous' })
  const byDay = await table({ ...per, group_by: 'day' })
  const own = {
    ...(sort === undefined ? {} : { sort }),
    ...(limit === undefined ? {} : { limit }),
    ...(intervals === undefined ? {} : { intervals }),
  }
  const detail = groupBy === undefined ? undefined : await table({ ...per, group_by: groupBy, totals: 'true', ...own })
  return {
    days,
    metrics,
    overall: overall.rows[0],
    segments: bySegment?.rows ?? [],
    names: new Map(making.deps.config.segments().map(({ id, name }) => [id, name])),
    byDay,
    detail,
    complete: overall.head.complete,
    final: byDay.head.final,
  }
}
