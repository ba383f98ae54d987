import { queryOptions } from '@tanstack/react-query'
import { TIME_ZONE } from '../time-zone.ts'
import { call } from './http.ts'
import type {
  ErasureShown,
  FunnelShown,
  SourceHour,
  MetricShown,
  PersonHistory,
  PersonShown,
  RejectedShown,
  ReportShown,
  RetentionShown,
  SourceDraft,
  SourceShown,
} from './more-types.ts'

// What the pages of people, sources and reports ask.

const LIVE_MS = 2_000
const personPath = (person: string): string => `/v1/people/person:${encodeURIComponent(person)}`
const sourcePath = (code: string): string => `/v1/sources/${encodeURIComponent(code)}`

export const findPerson = (type: string, value: string): Promise<PersonShown> =>
  call('GET', `/v1/people/${encodeURIComponent(`${type}:${value}`)}`)

export const personQuery = (person: string) =>
  queryOptions({
    queryKey: ['people', person],
    queryFn: ({ signal }) => call<PersonShown>('GET', personPath(person), { query: { consent_record: true }, signal }),
  })

export const personHistoryQuery = (person: string) =>
  queryOptions({
    queryKey: ['people', person, 'history'],
    queryFn: ({ signal }) => call<PersonHistory>('GET', `${personPath(person)}/export`, { signal }),
  })

export const erasePerson = (person: string): Promise<ErasureShown> => call('DELETE', personPath(person))

export const erasureQuery = (id: string) =>
  queryOptions({
    queryKey: ['erasures', id],
    queryFn: ({ signal }) => call<ErasureShown>('GET', `/v1/erasures/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : 1_000),
  })

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => call<{ sources: SourceShown[] }>('GET', '/v1/sources', { signal }),
  select: ({ sources }) => sources,
})

export const healthQuery = (code: string) =>
  queryOptions({
    queryKey: ['sources', code, 'health'],
    queryFn: ({ signal }) => call<{ hours: SourceHour[] }>('GET', `${sourcePath(code)}/health`, { signal }),
    select: ({ hours }) => hours,
    refetchInterval: LIVE_MS,
  })

export const saveSource = (code: string, draft: SourceDraft): Promise<SourceShown> =>
  call('PUT', sourcePath(code), { body: draft })

export const rejectedQuery = (source?: string) =>
  queryOptions({
    queryKey: ['rejected', source],
    queryFn: ({ signal }) => call<RejectedShown>('GET', '/v1/rejected', { query: { source, limit: 50 }, signal }),
    refetchInterval: LIVE_MS,
  })

export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  queryFn: ({ signal }) => call<{ metrics: MetricShown[] }>('GET', '/v1/metrics', { signal }),
  select: ({ metrics }) => metrics,
  staleTime: Infinity,
})

/** The range of a report; without its ends the last 30 days. */
export interface ReportRange {
  from?: string | undefined
  to?: string | undefined
}

export const metricsReportQuery = (range: ReportRange, groupBy: string, metrics: readonly string[]) =>
  queryOptions({
    queryKey: ['report', range, groupBy, metrics],
    queryFn: ({ signal }) =>
      call<ReportShown>('GET', '/v1/reports/segments', {
        query: { ...range, tz: TIME_ZONE, group_by: groupBy, metrics },
        signal,
      }),
  })

export const funnelQuery = (range: ReportRange, steps: readonly string[], window: string) =>
  queryOptions({
    queryKey: ['funnel', range, steps, window],
    queryFn: ({ signal }) =>
      call<FunnelShown>('POST', '/v1/reports/funnel', {
        body: { ...given(range), tz: TIME_ZONE, window, steps: steps.map((name) => ({ name, event: { name } })) },
        signal,
      }),
    enabled: steps.length >= 2,
  })

export const retentionQuery = (range: ReportRange, first: string, unit: string) =>
  queryOptions({
    queryKey: ['retention', range, first, unit],
    queryFn: ({ signal }) =>
      call<RetentionShown>('POST', '/v1/reports/retention', {
        body: { ...given(range), tz: TIME_ZONE, unit, first: { name: first } },
        signal,
      }),
  })

const given = ({ from, to }: ReportRange): object => ({ ...(from ? { from } : {}), ...(to ? { to } : {}) })
