import { createWeir, dataOf, WeirApiError } from '@weir/client'
import type { operations } from '@weir/client'
import { ProblemError, tellSignedOut } from './http.ts'

/** The API, typed as its description says. The session's cookie goes with every request. */
export const weir = createWeir({ url: location.origin })

/** What an operation answers when all is well: `ApiAnswer<'getExperimentsById'>`. */
export type ApiAnswer<O extends keyof operations> = operations[O]['responses'] extends {
  200: { content: { 'application/json': infer Body } }
}
  ? Body
  : never

/** What an operation is sent. */
export type ApiBody<O extends keyof operations> = operations[O] extends {
  requestBody: { content: { 'application/json': infer Body } }
}
  ? Body
  : never

/**
 * The content of an answer: `answered(weir.GET('/v1/experiments'))`.
 * @throws ProblemError for any answer that is not 2xx, and when nobody answers.
 */
export async function answered<T>(answer: Promise<{ data?: T }>): Promise<T> {
  try {
    return await answeredOfSession(answer)
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) tellSignedOut()
    throw error
  }
}

/** The same of a question about the session itself: that there is none is an answer, too. */
export async function answeredOfSession<T>(answer: Promise<{ data?: T }>): Promise<T> {
  try {
    return await dataOf(answer)
  } catch (error) {
    if (error instanceof WeirApiError) throw new ProblemError(error.status, error.code, error.message, error.faults)
    // What fetch throws where there is no answer.
    if (error instanceof TypeError) throw new ProblemError(0, 'unreachable', 'Weir does not answer. Is it running?')
    throw error
  }
}
