import { queryOptions } from '@tanstack/react-query'
import { answered, weir } from './weir.ts'
import type { ApiAnswer } from './weir.ts'

export type DestinationShown = ApiAnswer<'getDestinationsById'>
export type DestinationRequestShown = ApiAnswer<'getDestinationsByIdLog'>['requests'][number]
export type RemovalsShown = ApiAnswer<'getDestinationsByIdCertificate'>

const LIVE_MS = 3_000
const LOG_MAX = 100
const of = (id: string) => ({ params: { path: { id } } })

export const destinationsQuery = queryOptions({
  queryKey: ['destinations'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/destinations', { signal })),
  select: ({ destinations }) => destinations,
  refetchInterval: LIVE_MS,
})

export const destinationQuery = (id: string) =>
  queryOptions({
    queryKey: ['destinations', id],
    queryFn: ({ signal }) => answered(weir.GET('/v1/destinations/{id}', { ...of(id), signal })),
    refetchInterval: LIVE_MS,
  })

export const destinationLogQuery = (id: string) =>
  queryOptions({
    queryKey: ['destinations', id, 'log'],
    queryFn: ({ signal }) =>
      answered(weir.GET('/v1/destinations/{id}/log', { params: { path: { id }, query: { limit: LOG_MAX } }, signal })),
    select: ({ requests }) => requests,
    refetchInterval: LIVE_MS,
  })

export const removalsQuery = (id: string) =>
  queryOptions({
    queryKey: ['destinations', id, 'certificate'],
    queryFn: ({ signal }) => answered(weir.GET('/v1/destinations/{id}/certificate', { ...of(id), signal })),
  })

/** What a sync would send now. */
export const findDifference = (id: string) => answered(weir.GET('/v1/destinations/{id}/difference', of(id)))

export const testDestination = (id: string) => answered(weir.POST('/v1/destinations/{id}/test', of(id)))

export const pauseDestination = (id: string) => answered(weir.POST('/v1/destinations/{id}/pause', of(id)))

export const resumeDestination = (id: string) => answered(weir.POST('/v1/destinations/{id}/resume', of(id)))

/** @param force sends all of it again, also what was confirmed. */
export const syncDestination = (id: string, force: boolean) =>
  answered(weir.POST('/v1/destinations/{id}/sync', { ...of(id), body: { force } }))
