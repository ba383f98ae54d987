import { queryOptions } from '@tanstack/react-query'
import { rangeParams } from './more-queries.ts'
import type { ReportRange } from './more-queries.ts'
import { answered, weir } from './weir.ts'
import type { ApiAnswer, ApiBody } from './weir.ts'

type Journey = ApiAnswer<'getJourneysById'>
type Step = Pick<Journey['steps'][number], 'id' | 'name' | 'after' | 'wait'>
/** A journey without its rules, of whose type there are two. */
export interface JourneyShown extends Pick<Journey, 'id' | 'name' | 'description' | 'lasts' | 'reentry' | 'saved_at' | 'places'> {
  steps: Step[]
  goal?: unknown
}
export type JourneyStepsShown = ApiAnswer<'getJourneysByIdSteps'>
export type SuppressionListShown = ApiAnswer<'getSuppressionListsById'>
export type IdentifierShown = NonNullable<ApiBody<'postSuppressionListsByIdEntries'>['add']>[number]

/** How often people at the steps are counted anew, in ms. */
const PLACES_MS = 15_000

export const plannedJourneysQuery = queryOptions({
  queryKey: ['journeys'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/journeys', { signal })),
  select: ({ journeys }) => journeys,
  refetchInterval: PLACES_MS,
})

export const journeyQuery = (id: string) =>
  queryOptions({
    queryKey: ['journeys', id],
    queryFn: ({ signal }) => answered(weir.GET('/v1/journeys/{id}', { params: { path: { id } }, signal })),
    refetchInterval: PLACES_MS,
  })

export const journeyStepsQuery = (id: string, range: ReportRange) =>
  queryOptions({
    queryKey: ['journeys', id, 'steps', range],
    queryFn: ({ signal }) =>
      answered(weir.GET('/v1/journeys/{id}/steps', { params: { path: { id }, query: rangeParams(range) }, signal })),
  })

export const suppressionListsQuery = queryOptions({
  queryKey: ['suppression-lists'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/suppression-lists', { signal })),
  select: ({ lists }) => lists,
})

export const suppressionListQuery = (id: string) =>
  queryOptions({
    queryKey: ['suppression-lists', id],
    queryFn: ({ signal }) => answered(weir.GET('/v1/suppression-lists/{id}', { params: { path: { id } }, signal })),
  })

export const saveSuppressionList = (id: string, body: ApiBody<'putSuppressionListsById'>) =>
  answered(weir.PUT('/v1/suppression-lists/{id}', { params: { path: { id } }, body }))

export const deleteSuppressionList = (id: string) =>
  answered(weir.DELETE('/v1/suppression-lists/{id}', { params: { path: { id } } }))

export const changeEntries = (id: string, body: ApiBody<'postSuppressionListsByIdEntries'>) =>
  answered(weir.POST('/v1/suppression-lists/{id}/entries', { params: { path: { id } }, body }))
