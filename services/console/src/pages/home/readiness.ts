import { useQuery } from '@tanstack/react-query'
import type { UseQueryResult } from '@tanstack/react-query'
import { call, ProblemError } from '../../api/http.ts'

interface Readiness {
  status: string
  checks?: { name: string; ok: boolean }[]
}

/** Whether the service can do its work; what it says itself, every few seconds. */
export const useReadiness = (): UseQueryResult<Readiness> =>
  useQuery({
    queryKey: ['readyz'],
    queryFn: async ({ signal }): Promise<Readiness> => {
      try {
        return await call<Readiness>('GET', '/readyz', { signal })
      } catch (error) {
        if (error instanceof ProblemError && error.status === 503) return { status: 'unavailable' }
        throw error
      }
    },
    refetchInterval: 10_000,
  })
