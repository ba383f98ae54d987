import { WeirError } from '@weir/contracts'
import type { ErrorCode, Scope, StoredKey } from '@weir/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Clock } from '../clock.ts'
import type { ConfigView } from '../config-view.ts'
import { bearer, knownKey, mustHaveScope } from '../keys.ts'
import { mustHaveCsrf, signedIn } from '../sign-ins.ts'
import type { SignedIn } from '../sign-ins.ts'
import { readSessionCookie } from './cookies.ts'

/**
 * What every route of a guarded scope must declare in its `config`: the scope that a key needs,
 * that any key will do, or that it needs none.
 */
export type Access = { scope: Scope; limitedKeys?: true } | { anyKey: true } | { public: true }

declare module 'fastify' {
  interface FastifyContextConfig {
    scope?: Scope
    /** Any key opens the route, also one that is limited to sources. */
    anyKey?: true
    public?: true
    /**
     * Refusals that the route answers beside those that follow from its access and its parts: for
     * the description of the API.
     */
    answers?: readonly ErrorCode[]
    /**
     * Keys limited to sources may use the route: its handler keeps to those sources. All other
     * routes refuse such keys.
     */
    limitedKeys?: true
  }
  interface FastifyRequest {
    /** The key behind the request; undefined on public routes. */
    weirKey: StoredKey | undefined
    /** Set when the key is that of the browser's session. */
    weirSession: SignedIn | undefined
  }
}

/**
 * Guards all routes that are registered on `app` (and below) after this call. Deny by default: a
 * route that declares nothing of its access stops the start. A key limited to sources only opens
 * routes that say they keep to the limit.
 *
 * A key comes in the header `Authorization`, or is that of the session whose cookie a browser
 * sends. With a cookie, whatever is no GET needs the session's CSRF token as well, and nothing may
 * come from another site.
 *
 * @param wallClock the machine's: sessions end by it, whatever the time of events.
 */
export function guardRoutes(app: FastifyInstance, config: ConfigView, wallClock: Pick<Clock, 'now'>): void {
  app.decorateRequest('weirKey', undefined)
  app.decorateRequest('weirSession', undefined)
  app.addHook('onRoute', (route) => {
    const { scope, anyKey, public: open } = route.config ?? {}
    if (scope === undefined && anyKey !== true && open !== true) {
      throw new Error(`${String(route.method)} ${route.url} declares neither a scope nor that it is public`)
    }
  })
  app.addHook('onRequest', async (request) => {
    const { scope, anyKey, public: open, limitedKeys } = request.routeOptions.config
    if (open === true) return
    if (scope === undefined && anyKey !== true) throw new WeirError('missing_scope', 'this path is closed')
    const key = await keyBehind(request, config, wallClock.now())
    request.weirKey = key
    if (scope === undefined) return
    mustHaveScope(key, scope)
    if (key.sources !== undefined && limitedKeys !== true) {
      throw new WeirError('missing_scope', 'this needs a key that is not limited to sources')
    }
  })
}

/** @throws WeirError bad_token, bad_csrf or rate_limited. */
async function keyBehind(request: FastifyRequest, config: ConfigView, now: number): Promise<StoredKey> {
  const { authorization } = request.headers
  const cookie = authorization === undefined ? readSessionCookie(request) : undefined
  if (cookie === undefined) return knownKey(config, bearer(authorization))
  const session = await signedIn(config, cookie, now)
  // A neighbour below the same domain counts as the same site for cookies, and is none of ours.
  const from = request.headers['sec-fetch-site']
  if (from !== undefined && from !== 'same-origin' && from !== 'none')
    throw new WeirError('bad_csrf', 'a session is for the pages of this address only: send a key from elsewhere')
  if (request.method !== 'GET' && request.method !== 'HEAD') mustHaveCsrf(session, request.headers['x-csrf-token'])
  request.weirSession = session
  return session.key
}

/** The sources to which the request's key is limited, or undefined when it may see all. */
export function sourceLimit(request: FastifyRequest): readonly string[] | undefined {
  return request.weirKey?.sources
}
