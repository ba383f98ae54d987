import { queryOptions } from '@tanstack/react-query'
import { ProblemError } from './http.ts'
import { answered, weir } from './weir.ts'
import type { ApiAnswer, ApiBody } from './weir.ts'

export type ModelShown = ApiAnswer<'getModelsById'>
export type LookalikeShown = ApiAnswer<'getLookalikesBySegment'>
export type ModelCardShown = NonNullable<ModelShown['card']>
/** What models and lookalikes say alike: how far they are, and what came of it. */
export type LearntShown = Pick<
  ModelShown,
  'state' | 'task' | 'progress' | 'asked_at' | 'as_of' | 'ended_at' | 'reason' | 'version' | 'card' | 'published'
>
export type SeedReportShown = ApiAnswer<'getSegmentsByIdSeedReport'>

/** How often a run that goes on is asked about, in ms. */
const UNDER_WAY_MS = 1_000

/** Whether there is more to come. */
export const isGoingOn = ({ state }: Pick<LearntShown, 'state'>): boolean => state !== 'done' && state !== 'failed'

export const modelsQuery = queryOptions({
  queryKey: ['models'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/models', { signal })),
  select: ({ models }) => models,
  refetchInterval: ({ state }) => (state.data?.models.some(isGoingOn) ? UNDER_WAY_MS : false),
})

export const modelQuery = (id: string) =>
  queryOptions({
    queryKey: ['models', id],
    queryFn: ({ signal }) => answered(weir.GET('/v1/models/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state }) => (state.data && isGoingOn(state.data) ? UNDER_WAY_MS : false),
  })

export const askTraining = (id: string, body: ApiBody<'postModelsByIdTrain'>) =>
  answered(weir.POST('/v1/models/{id}/train', { params: { path: { id } }, body }))

export const scoreAnew = (id: string) => answered(weir.POST('/v1/models/{id}/score', { params: { path: { id } } }))

/** Null where nobody has asked for a lookalike of the segment. */
export const lookalikeQuery = (segment: string) =>
  queryOptions({
    queryKey: ['lookalikes', segment],
    queryFn: async ({ signal }) => {
      try {
        return await answered(weir.GET('/v1/lookalikes/{segment}', { params: { path: { segment } }, signal }))
      } catch (error) {
        if (error instanceof ProblemError && error.status === 404) return null
        throw error
      }
    },
    refetchInterval: ({ state }) => (state.data && isGoingOn(state.data) ? UNDER_WAY_MS : false),
  })

export const learnLookalike = (segment: string, body: ApiBody<'putLookalikesBySegment'>) =>
  answered(weir.PUT('/v1/lookalikes/{segment}', { params: { path: { segment } }, body }))

/** What a seed report is asked for, beside the segment. */
interface SeedQuestion {
  conversion?: string | undefined
  compare?: string | undefined
  exclude: readonly string[]
}

export const seedReportQuery = (id: string, { conversion, compare, exclude }: SeedQuestion) =>
  queryOptions({
    queryKey: ['segments', id, 'seed-report', conversion, compare, exclude],
    queryFn: ({ signal }) =>
      answered(
        weir.GET('/v1/segments/{id}/seed-report', {
          params: {
            path: { id },
            query: {
              ...(conversion === undefined ? {} : { conversion }),
              ...(compare === undefined ? {} : { compare }),
              ...(exclude.length === 0 ? {} : { exclude: [...exclude] }),
            },
          },
          signal,
        }),
      ),
  })
