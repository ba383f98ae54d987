import { queryOptions } from '@tanstack/react-query'
import type { Condition, Purpose } from '@weir/contracts'
import { call } from './http.ts'
import { answered, answeredOfSession, weir } from './weir.ts'
import type { DiffShown, PreviewShown, SegmentDraft, SegmentShown, WhyShown } from './types.ts'

// What the pages ask, each with the name under which its answer is kept.

/** So many members are shown. */
const MEMBERS_MAX = 1_000
const segmentPath = (id: string): string => `/v1/segments/${encodeURIComponent(id)}`

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => answeredOfSession(weir.GET('/v1/session')),
  staleTime: Infinity,
  retry: false,
})

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: ({ signal }) => call<{ segments: SegmentShown[] }>('GET', '/v1/segments', { signal }),
  select: ({ segments }) => segments,
})

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id],
    queryFn: ({ signal }) => call<SegmentShown>('GET', segmentPath(id), { signal }),
  })

export const historyQuery = (id: string, tz: string) =>
  queryOptions({
    queryKey: ['segments', id, 'history', tz],
    queryFn: ({ signal }) => answered(weir.GET('/v1/segments/{id}/history', { params: { path: { id }, query: { tz } }, signal })),
  })

export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id, 'members'],
    queryFn: ({ signal }) =>
      answered(weir.GET('/v1/segments/{id}/members', { params: { path: { id }, query: { limit: MEMBERS_MAX } }, signal })),
  })

export const overlapQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['overlap', ...ids],
    queryFn: ({ signal }) => answered(weir.POST('/v1/segments/overlap', { body: { segments: [...ids] }, signal })),
  })

export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/catalogue', { signal })),
  staleTime: 60_000,
})

/** @param sample the share of people that is looked at: a quick look first, then everybody. */
export const previewQuery = (rule: Condition, sample: number, purposes?: readonly Purpose[]) =>
  queryOptions({
    queryKey: ['preview', rule, purposes, sample],
    queryFn: ({ signal }) =>
      call<PreviewShown>('POST', '/v1/segments/preview', {
        body: { rule, ...(purposes ? { purposes } : {}), ...(sample < 1 ? { sample } : {}) },
        signal,
      }),
    staleTime: 30_000,
    retry: false,
  })

export const diffQuery = (id: string, rule: Condition) =>
  queryOptions({
    queryKey: ['segments', id, 'diff', rule],
    queryFn: ({ signal }) => call<DiffShown>('POST', `${segmentPath(id)}/diff`, { body: { rule }, signal }),
    retry: false,
  })

export const whyQuery = (person: string, segment: string, at?: string) =>
  queryOptions({
    queryKey: ['why', person, segment, at],
    queryFn: ({ signal }) =>
      call<WhyShown>('GET', `/v1/people/person:${encodeURIComponent(person)}/why`, { query: { segment, at }, signal }),
    retry: false,
  })

export const saveSegment = (id: string, draft: SegmentDraft): Promise<SegmentShown> =>
  call('PUT', segmentPath(id), { body: draft })

export const deleteSegment = (id: string) => answered(weir.DELETE('/v1/segments/{id}', { params: { path: { id } } }))

/** What was seen in one source. */
export const catalogueOfQuery = (source: string) =>
  queryOptions({
    queryKey: ['catalogue', source],
    queryFn: ({ signal }) => answered(weir.GET('/v1/catalogue', { params: { query: { source } }, signal })),
  })
