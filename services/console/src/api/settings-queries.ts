import { queryOptions } from '@tanstack/react-query'
import { TIME_ZONE } from '../time-zone.ts'
import { answered, weir } from './weir.ts'
import type { ApiAnswer, ApiBody } from './weir.ts'

export type KeyShown = ApiAnswer<'getKeys'>['keys'][number]
export type KeyDraft = ApiBody<'postKeys'>
export type ChangeShown = ApiAnswer<'getAuditTrail'>['changes'][number]

const LISTED_MAX = 200

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/keys', { signal })),
  select: ({ keys }) => keys,
})

/** @returns the key with its secret, which is told this once. */
export const makeKey = (draft: KeyDraft) => answered(weir.POST('/v1/keys', { body: draft }))

export const revokeKey = (id: string) => answered(weir.DELETE('/v1/keys/{id}', { params: { path: { id } } }))

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/sessions', { signal })),
  select: ({ sessions }) => sessions,
})

export const endSession = (id: string) => answered(weir.DELETE('/v1/sessions/{id}', { params: { path: { id } } }))

/** Which part is asked for; what is undefined or empty is not asked for. */
type Wanted<K extends string> = { [P in K]?: string | undefined }

const asked = <K extends string>(wanted: Wanted<K>): { [P in K]?: string } => {
  const given: { [P in K]?: string } = {}
  for (const name in wanted) if (wanted[name]) given[name] = wanted[name]
  return given
}

export const trailQuery = (wanted: Wanted<'actor' | 'target' | 'from' | 'to'>) =>
  queryOptions({
    queryKey: ['trail', wanted],
    queryFn: ({ signal }) =>
      answered(
        weir.GET('/v1/audit-trail', { params: { query: { ...asked(wanted), tz: TIME_ZONE, limit: LISTED_MAX } }, signal }),
      ),
  })

export const refusalsQuery = (wanted: Wanted<'code' | 'source' | 'from' | 'to'>) =>
  queryOptions({
    queryKey: ['rejected', 'filtered', wanted],
    queryFn: ({ signal }) =>
      answered(weir.GET('/v1/rejected', { params: { query: { ...asked(wanted), tz: TIME_ZONE, limit: LISTED_MAX } }, signal })),
  })
