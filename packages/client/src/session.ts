// Held by tests/e2e/client.e2e.test.ts
import type { Middleware } from 'openapi-fetch'
import { readError } from './api-error.ts'
import type { paths } from './api.ts'

type Session = paths['/v1/session']['get']['responses'][200]['content']['application/json']

const SAFE = new Set(['GET', 'HEAD'])
const TOKEN = 'x-csrf-token'

/** What is sent with every request of a program that has a key. */
export function withKey(key: string): Middleware {
  return {
    onRequest({ request }) {
      request.headers.set('authorization', `Bearer ${key}`)
      return request
    },
  }
}

/**
 * What is sent with every request of a browser that signed in: its cookie comes by itself, and what
 * changes something needs the session's CSRF token, which is asked for once. Signing in and out
 * make it another one.
 */
export function withSession(ask: (path: '/v1/session') => Promise<Response>): Middleware {
  let token: Promise<string> | undefined
  const find = async (): Promise<string> => {
    const answer = await ask('/v1/session')
    if (!answer.ok) throw await readError(answer)
    // oxlint-disable-next-line no-unsafe-type-assertion -- its form is described
    return ((await answer.json()) as Session).csrf_token ?? ''
  }
  return {
    async onRequest({ request, schemaPath }) {
      if (SAFE.has(request.method) || isSignIn(request.method, schemaPath)) return undefined
      token ??= find()
      const asked = token
      asked.catch(() => {
        if (token === asked) token = undefined
      })
      request.headers.set(TOKEN, await asked)
      return request
    },
    onResponse({ request, schemaPath, response }) {
      const isOver = response.status === 401 || response.status === 403
      if (isOver || (schemaPath === '/v1/session' && request.method !== 'GET')) token = undefined
    },
  }
}

const isSignIn = (method: string, path: string): boolean => method === 'POST' && path === '/v1/session'
