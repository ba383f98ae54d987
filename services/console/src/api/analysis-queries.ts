import { queryOptions } from '@tanstack/react-query'
import { rangeParams } from './more-queries.ts'
import type { ReportRange } from './more-queries.ts'
import { answered, weir } from './weir.ts'
import type { ApiAnswer, ApiBody } from './weir.ts'

// What the pages of reports ask beyond metrics, funnels and retention.

export type LeaderboardShown = ApiAnswer<'getReportsLeaderboard'>
/** Its rule is not read here: `SaveCap` has the service make it. */
export type ExposureShown = Omit<ApiAnswer<'getReportsExposure'>, 'exclusion'>
export type JourneysShown = ApiAnswer<'postReportsJourneys'>
export type ScheduleShown = ApiAnswer<'getReportSchedules'>['schedules'][number]
export type ScheduleRunShown = ApiAnswer<'getReportSchedulesByIdRuns'>['runs'][number]
export type ScheduleDraft = ApiBody<'putReportSchedulesById'>
type CapDraft = ApiBody<'postReportsExposureSegment'>

export const growthQuery = (segments: readonly string[], range: ReportRange = {}) =>
  queryOptions({
    queryKey: ['growth', segments, range],
    queryFn: ({ signal }) =>
      answered(weir.GET('/v1/reports/growth', { params: { query: { ...rangeParams(range), segments: [...segments] } }, signal })),
    staleTime: 60_000,
    enabled: segments.length > 0,
  })

export const LEADERBOARD_METRICS = ['cpa', 'cvr', 'ctr', 'roas'] as const

export const leaderboardQuery = (range: ReportRange, metric: (typeof LEADERBOARD_METRICS)[number]) =>
  queryOptions({
    queryKey: ['leaderboard', range, metric],
    queryFn: ({ signal }) =>
      answered(weir.GET('/v1/reports/leaderboard', { params: { query: { ...rangeParams(range), metric } }, signal })),
  })

export const CREDIT_DIMENSIONS = ['campaign', 'adgroup', 'ad', 'creative'] as const

/** Conversions and their value by every model of attribution. */
export const creditQuery = (range: ReportRange, by: (typeof CREDIT_DIMENSIONS)[number]) =>
  queryOptions({
    queryKey: ['credit', range, by],
    queryFn: ({ signal }) =>
      answered(
        weir.GET('/v1/reports/segments', {
          params: { query: { ...rangeParams(range), group_by: [by], metrics: ['conversions', 'value'], model: 'all' } },
          signal,
        }),
      ),
  })

export const EXPOSURES_PER = ['campaign', 'adgroup', 'ad', 'creative', 'all'] as const

export const exposureCurveQuery = (range: ReportRange, per: (typeof EXPOSURES_PER)[number], campaign: string | undefined) =>
  queryOptions({
    queryKey: ['exposure', range, per, campaign],
    queryFn: ({ signal }) =>
      answered(
        weir.GET('/v1/reports/exposure', {
          params: { query: { ...rangeParams(range), per, ...(campaign === undefined ? {} : { campaign }) } },
          signal,
        }),
      ),
  })

/** Saves those who have seen as many as a cap as a segment. */
export const saveCap = (body: CapDraft) => answered(weir.POST('/v1/reports/exposure/segment', { body }))

/** Which ways people take over events; the last one ends them. */
export const journeysQuery = (range: ReportRange, events: readonly string[], gap: string) =>
  queryOptions({
    queryKey: ['journeys', range, events, gap],
    queryFn: ({ signal }) =>
      answered(
        weir.POST('/v1/reports/journeys', {
          body: {
            ...rangeParams(range),
            gap,
            touchpoints: events.map((name, i) => ({ name, event: { name }, ends: i === events.length - 1 })),
          },
          signal,
        }),
      ),
    enabled: events.length >= 2,
  })

export const schedulesQuery = queryOptions({
  queryKey: ['schedules'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/report-schedules', { signal })),
  select: ({ schedules }) => schedules,
  refetchInterval: 5_000,
})

export const scheduleRunsQuery = (id: string) =>
  queryOptions({
    queryKey: ['schedules', id, 'runs'],
    queryFn: ({ signal }) => answered(weir.GET('/v1/report-schedules/{id}/runs', { params: { path: { id } }, signal })),
    select: ({ runs }) => runs,
    refetchInterval: 2_000,
  })

export const saveSchedule = (id: string, body: ScheduleDraft) =>
  answered(weir.PUT('/v1/report-schedules/{id}', { params: { path: { id } }, body }))

export const runSchedule = (id: string) => answered(weir.POST('/v1/report-schedules/{id}/run', { params: { path: { id } } }))

export const deleteSchedule = (id: string) => answered(weir.DELETE('/v1/report-schedules/{id}', { params: { path: { id } } }))
