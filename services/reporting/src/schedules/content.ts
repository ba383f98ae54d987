import type { ReportSchedule } from '@weir/contracts'
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
