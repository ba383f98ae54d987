import { queryOptions } from '@tanstack/react-query'
import { TIME_ZONE } from '../time-zone.ts'
import { call } from './http.ts'
import type { PersonHistory, ReportShown, SourceDraft } from './more-types.ts'
import { answered, weir } from './weir.ts'

// What the pages of people, sources and reports ask.

const LIVE_MS = 2_000
const LIVE_MAX = 50
const ofPerson = (person: string) => ({ path: { key: `person:${person}` } })

export const findPerson = (type: string, value: string) =>
  answered(weir.GET('/v1/people/{key}', { params: { path: { key: `${type}:${value}` } } }))

export const personQuery = (person: string) =>
  queryOptions({
    queryKey: ['people', person],
    queryFn: ({ signal }) =>
      answered(weir.GET('/v1/people/{key}', { params: { ...ofPerson(person), query: { consent_record: 'true' } }, signal })),
  })

export const personHistoryQuery = (person: string) =>
  queryOptions({
    queryKey: ['people', person, 'history'],
    queryFn: ({ signal }) => call<PersonHistory>('GET', `/v1/people/person:${encodeURIComponent(person)}/export`, { signal }),
  })

export const erasePerson = (person: string) => answered(weir.DELETE('/v1/people/{key}', { params: ofPerson(person) }))

export const erasureQuery = (id: string) =>
  queryOptions({
    queryKey: ['erasures', id],
    queryFn: ({ signal }) => answered(weir.GET('/v1/erasures/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data?.status === 'done' ? false : 1_000),
  })

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/sources', { signal })),
  select: ({ sources }) => sources,
})

export const healthQuery = (code: string) =>
  queryOptions({
    queryKey: ['sources', code, 'health'],
    queryFn: ({ signal }) => answered(weir.GET('/v1/sources/{code}/health', { params: { path: { code } }, signal })),
    select: ({ hours }) => hours,
    refetchInterval: LIVE_MS,
  })

export const saveSource = (code: string, body: SourceDraft) =>
  answered(weir.PUT('/v1/sources/{code}', { params: { path: { code } }, body }))

export const rejectedQuery = (source?: string) =>
  queryOptions({
    queryKey: ['rejected', source],
    queryFn: ({ signal }) =>
      answered(
        weir.GET('/v1/rejected', { params: { query: { ...(source === undefined ? {} : { source }), limit: LIVE_MAX } }, signal }),
      ),
    refetchInterval: LIVE_MS,
  })

export const metricsQuery = queryOptions({
  queryKey: ['metrics'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/metrics', { signal })),
  select: ({ metrics }) => metrics,
  staleTime: Infinity,
})

/** The range of a report; without its ends the last 30 days. */
export interface ReportRange {
  from?: string | undefined
  to?: string | undefined
}

/** A range in the days of the browser, as reports are asked for it. */
export const rangeParams = ({ from, to }: ReportRange) => ({ ...(from ? { from } : {}), ...(to ? { to } : {}), tz: TIME_ZONE })

/** Metrics stand in the address as text: the service says which it does not know. */
export const metricsReportQuery = (range: ReportRange, groupBy: string, metrics: readonly string[]) =>
  queryOptions({
    queryKey: ['report', range, groupBy, metrics],
    queryFn: ({ signal }) =>
      call<ReportShown & { complete: boolean; final: boolean }>('GET', '/v1/reports/segments', {
        query: { ...rangeParams(range), group_by: groupBy, metrics },
        signal,
      }),
  })

export const funnelQuery = (range: ReportRange, steps: readonly string[], window: string) =>
  queryOptions({
    queryKey: ['funnel', range, steps, window],
    queryFn: ({ signal }) =>
      answered(
        weir.POST('/v1/reports/funnel', {
          body: { ...rangeParams(range), window, steps: steps.map((name) => ({ name, event: { name } })) },
          signal,
        }),
      ),
    enabled: steps.length >= 2,
  })

export const retentionQuery = (range: ReportRange, first: string, unit: 'day' | 'week' | 'month') =>
  queryOptions({
    queryKey: ['retention', range, first, unit],
    queryFn: ({ signal }) =>
      answered(weir.POST('/v1/reports/retention', { body: { ...rangeParams(range), unit, first: { name: first } }, signal })),
  })
