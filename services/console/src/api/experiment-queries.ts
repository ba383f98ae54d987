import { queryOptions } from '@tanstack/react-query'
import { answered, weir } from './weir.ts'
import type { ApiAnswer } from './weir.ts'

export type ExperimentShown = ApiAnswer<'getExperimentsById'>
export type ExperimentMetricShown = ExperimentShown['primary']
export type ResultsShown = ApiAnswer<'getExperimentsByIdResults'>
export type ResultRowShown = ResultsShown['rows'][number]

export const experimentsQuery = queryOptions({
  queryKey: ['experiments'],
  queryFn: ({ signal }) => answered(weir.GET('/v1/experiments', { signal })),
  select: ({ experiments }) => experiments,
})

export const experimentQuery = (id: string) =>
  queryOptions({
    queryKey: ['experiments', id],
    queryFn: ({ signal }) => answered(weir.GET('/v1/experiments/{id}', { params: { path: { id } }, signal })),
  })

export const resultsQuery = (id: string) =>
  queryOptions({
    queryKey: ['experiments', id, 'results'],
    queryFn: ({ signal }) => answered(weir.GET('/v1/experiments/{id}/results', { params: { path: { id } }, signal })),
    refetchInterval: 60_000,
  })
