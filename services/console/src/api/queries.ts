import { queryOptions } from '@tanstack/react-query'
import type { Condition, Purpose } from '@weir/contracts'
import { call } from './http.ts'
import type {
  CatalogueShown,
  DiffShown,
  HistoryShown,
  MemberShown,
  OverlapShown,
  PreviewShown,
  SegmentDraft,
  SegmentShown,
  SessionAnswer,
  WhyShown,
} from './types.ts'

// What the pages ask, each with the name under which its answer is kept.

const segmentPath = (id: string): string => `/v1/segments/${encodeURIComponent(id)}`

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => call<SessionAnswer>('GET', '/v1/session'),
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
    queryFn: ({ signal }) => call<HistoryShown>('GET', `${segmentPath(id)}/history`, { query: { tz }, signal }),
  })

export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id, 'members'],
    queryFn: ({ signal }) =>
      call<{ members: MemberShown[]; cursor: string | null }>('GET', `${segmentPath(id)}/members`, {
        query: { limit: 1000 },
        signal,
      }),
  })

export const overlapQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: ['overlap', ...ids],
    queryFn: ({ signal }) => call<OverlapShown>('POST', '/v1/segments/overlap', { body: { segments: ids }, signal }),
  })

export const catalogueQuery = queryOptions({
  queryKey: ['catalogue'],
  queryFn: ({ signal }) => call<CatalogueShown>('GET', '/v1/catalogue', { signal }),
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

export const deleteSegment = (id: string): Promise<null> => call('DELETE', segmentPath(id))

/** What was seen in one source. */
export const catalogueOfQuery = (source: string) =>
  queryOptions({
    queryKey: ['catalogue', source],
    queryFn: ({ signal }) => call<CatalogueShown>('GET', '/v1/catalogue', { query: { source }, signal }),
  })
