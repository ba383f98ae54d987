// The API, typed: generated from its description, with keys or sessions and errors as exceptions.
import createClient from 'openapi-fetch'
import type { Client } from 'openapi-fetch'
import { readError } from './api-error.ts'
import type { paths } from './api.ts'
import { withKey, withSession } from './session.ts'

export { WeirApiError } from './api-error.ts'
export type { components, operations, paths } from './api.ts'

export interface WeirOptions {
  /** Where Weir listens, such as `https://weir.example`. A page of its own gives its origin. */
  url: string
  /** Sent with each request. Without one requests go with the cookie of `POST /v1/session`. */
  key?: string
  /** In place of the global one. */
  fetch?: (request: Request) => Promise<Response>
}

/**
 * A method per HTTP method: `weir.GET('/v1/segments/{id}', { params: { path: { id } } })`.
 */
export type Weir = Client<paths, 'application/json'>

/**
 * A client of one deployment. All of its methods throw `WeirApiError` for what is no success, and
 * what fetch throws when nobody answers.
 */
export function createWeir({ url, key, fetch = globalThis.fetch }: WeirOptions): Weir {
  const baseUrl = url.replace(/\/$/, '')
  const client = createClient<paths, 'application/json'>({
    baseUrl,
    fetch: (request) => fetch(request),
    credentials: key === undefined ? 'same-origin' : 'omit',
    querySerializer: { array: { style: 'form', explode: false } },
  })
  const askOwn = (path: string): Promise<Response> => fetch(new Request(baseUrl + path, { credentials: 'same-origin' }))
  client.use({
    async onResponse({ response }) {
      if (!response.ok) throw await readError(response)
    },
  })
  // Looked at before the one above throws: answers go through them from the last to the first.
  client.use(key === undefined ? withSession(askOwn) : withKey(key))
  return client
}

/** The content of an answer: `await dataOf(weir.GET('/v1/segments'))`. */
export async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer
  // oxlint-disable-next-line no-unsafe-type-assertion -- what is no success has thrown
  return data as T
}
